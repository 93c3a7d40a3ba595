"""Blocks of running text. Inline marks.

{term:key|shown words} for the glossary, {stat:key} for a dated figure.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

INLINE = ["bold", "italic", "link"]
INLINE_HELP = _("{term:key|words} links a glossary term, {stat:key} shows a figure with its date.")


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", [*INLINE, "ul", "ol"])
        kwargs.setdefault("help_text", INLINE_HELP)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "curriculum/blocks/text.html"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=150)
    level = blocks.ChoiceBlock(label=_("Level"), choices=[("2", "H2"), ("3", "H3")], default="2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "curriculum/blocks/heading.html"


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("help_text", _("Only for a procedure: things done one after the other."))
        super().__init__(blocks.RichTextBlock(features=INLINE, label=_("Step")), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "curriculum/blocks/steps.html"


class NoteBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("info", _("Remember")), ("warn", _("Warning")), ("ok", _("Good practice"))],
        default="info",
        help_text=_(
            "A warning is a matter of safety or law: its translation falls back when the source changes."
        ),
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE, "ul"])

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "curriculum/blocks/note.html"


class ExampleBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", [*INLINE, "ul"])
        kwargs.setdefault("help_text", _("A short scene or dialogue. Invented people only."))
        super().__init__(**kwargs)

    class Meta:
        icon = "openquote"
        label = _("Example")
        template = "curriculum/blocks/example.html"


class ReadingBlock(blocks.ListBlock):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("help_text", _("Publisher, year, language of the document and licence for each."))
        super().__init__(blocks.RichTextBlock(features=INLINE, label=_("Reference")), **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("Further reading")
        template = "curriculum/blocks/reading.html"
