"""Columns per language of this app's records."""

from modeltranslation.translator import TranslationOptions, register

from courses.models import CourseRun


@register(CourseRun)
class CourseRunTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("en",)
