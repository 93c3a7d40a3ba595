"""Which columns of this app exist once per language (the module name is django-modeltranslation's)."""

from modeltranslation.translator import TranslationOptions, register
from modeltranslation.utils import build_localized_fieldname
from wagtail.search import index

from curriculum.models import (
    Competency,
    CompetencyFramework,
    Course,
    Figure,
    GlossaryTerm,
    Statistic,
    SubjectArea,
)
from languages.registry import COLUMN_LANGUAGES


@register(SubjectArea)
class SubjectAreaTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("en",)


@register(CompetencyFramework)
class CompetencyFrameworkTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("en",)


@register(Competency)
class CompetencyTranslation(TranslationOptions):
    fields = ("statement",)
    required_languages = ("en",)


@register(Course)
class CourseTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "audience", "certificate_title")
    required_languages = {"en": ("title", "summary")}


@register(GlossaryTerm)
class GlossaryTermTranslation(TranslationOptions):
    fields = ("term", "definition")
    required_languages = ("en",)


@register(Statistic)
class StatisticTranslation(TranslationOptions):
    fields = ("label", "unit")
    required_languages = {"en": ("label",)}


@register(Figure)
class FigureTranslation(TranslationOptions):
    fields = ("alt",)


# One entry per language: a search field of the original column would hold the language active when it was
# saved.
Course.search_fields = [
    index.SearchField("code"),
    *(
        index.SearchField(build_localized_fieldname(name, code))
        for name in ("title", "summary", "description")
        for code in COLUMN_LANGUAGES
    ),
]
