"""Names on the public check page: masked, and compared with what somebody reads on the paper in their
hand."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from icu4py.breakers import CharacterBreaker

MASK: Final = "•••"


def masked(name: str) -> str:
    """The first character of each word, as a reader counts characters: ``ส••• ป•••``."""
    return " ".join(f"{next(iter(CharacterBreaker(word, 'en')))}{MASK}" for word in name.split())


def is_same(typed: str, recipient: Mapping[str, str]) -> bool:
    """Whether the name typed is one the certificate carries, in any order of its words, case, width and
    accent."""
    wanted = _essence(typed)
    return bool(wanted) and any(
        _essence(recipient[form]) == wanted for form in ("native", "latin") if recipient.get(form)
    )


def _essence(name: str) -> tuple[str, ...]:
    """Sorted words without marks that people leave out (accents, tone marks, variation selectors,
    tatweel)."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = [
        " " if character.isspace() or unicodedata.category(character) in {"Pd", "Po", "Pc"} else character
        for character in plain
        if not unicodedata.category(character).startswith(("Mn", "Cf", "Lm"))
    ]
    return tuple(sorted("".join(kept).split()))
