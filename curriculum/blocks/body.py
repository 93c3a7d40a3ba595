"""The blocks a lesson may hold, and the field that keeps their definition out of migrations."""

from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField

from curriculum.blocks.exercise import CheckBlock, QuestionBlock
from curriculum.blocks.media import FigureBlock, MediaBlock
from curriculum.blocks.prose import (
    ExampleBlock,
    HeadingBlock,
    NoteBlock,
    ReadingBlock,
    StepsBlock,
    TextBlock,
)
from curriculum.blocks.table import TableBlock


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    heading = HeadingBlock()
    steps = StepsBlock()
    note = NoteBlock()
    figure = FigureBlock()
    table = TableBlock()
    check = CheckBlock()
    question = QuestionBlock()
    example = ExampleBlock()
    reading = ReadingBlock()
    media = MediaBlock()


LESSON_BLOCKS = tuple(BodyBlock().child_blocks)


def block_template(block_type: str) -> str:
    """The template of a block by its type; KeyError for a type lessons do not have."""
    return str(BodyBlock.base_blocks[block_type].meta.template)


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    A new block must not mark every translation as outdated.
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        super().__init__(BodyBlock() if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
