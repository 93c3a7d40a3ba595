"""Refusals of this ground: a document that cannot be drawn says why, in terms of what was written in it."""

import unicodedata

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# This ground imports no other app of ours, so its errors cannot derive from ``languages.errors.DomainError``;
# they keep its shape: ``str(error)`` is a sentence for a person.


class DocumentError(Exception):
    """The document could not be made."""


class MissingGlyph(DocumentError):
    """A character that none of the vendored fonts can draw. Better no document than one with empty boxes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentence = format_lazy(
            _("The character {character} cannot be printed: none of the fonts of this site has it."),
            character=", ".join(_named(character) for character in text),
        )
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class TextLayerMismatch(DocumentError):
    """The page holds other lines than the caller says it drew."""


class UnreadableSheet(DocumentError):
    """The file is no spreadsheet, a broken one, or one that unpacks to far more than a list of people."""


def _named(character: str) -> str:
    return f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})"
