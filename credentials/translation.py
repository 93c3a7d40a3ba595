"""Which columns of this app exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from credentials.models import Achievement, Issuer, Signatory


@register(Achievement)
class AchievementTranslation(TranslationOptions):
    fields = ("title", "description", "criteria")
    required_languages = ("en",)


@register(Signatory)
class SignatoryTranslation(TranslationOptions):
    fields = ("post",)
    required_languages = ("en",)


@register(Issuer)
class IssuerTranslation(TranslationOptions):
    fields = ("name", "place")
    required_languages = ("en",)
