"""Which columns of this app exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from assessments.models import Assessment, Item, ItemPart, Section


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("stem", "unit", "feedback_correct", "feedback_incorrect")
    required_languages = ()


@register(ItemPart)
class ItemPartTranslation(TranslationOptions):
    fields = ("text", "match_text", "accepted", "feedback")
    required_languages = ()


@register(Assessment)
class AssessmentTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("en",)


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ()
