"""Blocks that ask: a question to oneself, and a practice question of the item bank (by its uuid)."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from curriculum import registry
from curriculum.blocks.prose import INLINE


class CheckBlock(blocks.StructBlock):
    question = blocks.RichTextBlock(label=_("Question"), features=INLINE)
    answer = blocks.RichTextBlock(
        label=_("Answer"), features=[*INLINE, "ul"], help_text=_("Folded until asked for.")
    )

    class Meta:
        icon = "help"
        label = _("Check yourself")
        template = "curriculum/blocks/check.html"


class QuestionBlock(blocks.StructBlock):
    """The value keeps the item's uuid, so that the same question is meant in every language."""

    item = blocks.ChoiceBlock(label=_("Question"), choices=registry.question_choices)

    class Meta:
        icon = "tick-inverse"
        label = _("Practice question")
        template = "curriculum/blocks/question.html"
