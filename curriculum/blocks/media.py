"""Pictures and recordings. A figure is a record with its alternative text.

A recording never loads by itself.
"""

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
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


class MediaBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("video", _("Video")), ("audio", _("Audio")), ("file", _("File"))],
        default="video",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    file = DocumentChooserBlock(label=_("File"))
    duration = blocks.CharBlock(
        label=_("Length"), required=False, max_length=40, help_text=_("Such as 3 min 20 s.")
    )
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "italic"],
        required=False,
        help_text=_("Required for video and audio: for people who cannot hear, see or load it."),
    )

    class Meta:
        icon = "media"
        label = _("Video, audio or file")
        template = "curriculum/blocks/media.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if cleaned["kind"] != "file" and not strip_tags(cleaned["transcript"].source).strip():
            raise blocks.StructBlockValidationError(
                {"transcript": ValidationError(_("Write the transcript."))}
            )
        return cleaned
