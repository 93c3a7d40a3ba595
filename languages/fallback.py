"""Which languages to try, in order, so that nothing is ever blank: chosen, second, sibling, source."""

from collections.abc import Iterable
from typing import Final

# A close relative a reader is likely to understand better than English.
SIBLINGS: Final = {
    "pt": ("pt-br",),
    "pt-br": ("pt", "es"),
    "tet": ("pt-br", "id"),
    "ms": ("id",),
    "lo": ("th",),
    "prs": ("fa",),
    "es": ("pt-br",),
}


def chain(*chosen: str, source: str) -> tuple[str, ...]:
    """Languages to try in order, without repeats, the course's source language last."""
    return tuple(dict.fromkeys([*_with_siblings(chosen), source]))


def _with_siblings(chosen: Iterable[str]) -> list[str]:
    codes = [code for code in chosen if code]
    return [*codes, *(sibling for code in codes for sibling in SIBLINGS.get(code, ()))]


def pick(available: Iterable[str], order: Iterable[str]) -> str | None:
    """The first language of ``order`` that is available."""
    have = set(available)
    return next((code for code in order if code in have), None)
