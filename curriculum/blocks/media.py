"""Pictures: the record with its alternative text is chosen, the caption belongs to the lesson."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class FigureBlock(blocks.StructBlock):
    figure = SnippetChooserBlock("curriculum.Figure", label=_("Figure"))
    caption = blocks.TextBlock(
        label=_("Caption"), required=False, help_text=_("Explains the numbers and letters in the drawing.")
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "curriculum/blocks/figure.html"
