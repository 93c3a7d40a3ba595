"""Content of lessons: each block is a shape and a template. Blocks ask no database: figures come frozen."""

from curriculum.blocks.body import LESSON_BLOCKS, BodyBlock, BodyField, block_template
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

__all__ = [
    "LESSON_BLOCKS",
    "BodyBlock",
    "BodyField",
    "CheckBlock",
    "ExampleBlock",
    "FigureBlock",
    "HeadingBlock",
    "MediaBlock",
    "NoteBlock",
    "QuestionBlock",
    "ReadingBlock",
    "StepsBlock",
    "TableBlock",
    "TextBlock",
    "block_template",
]
