"""Which columns of this app exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from people.models import Agency, Prefecture


@register(Agency)
class AgencyTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("en",)


@register(Prefecture)
class PrefectureTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("en",)
