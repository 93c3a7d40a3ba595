"""A frozen unit taken apart: title, summary and blocks are the pieces translated, compared and shown.

Owns: which strings of a piece are language, what is critical in it, its digest.
Refuses to know: pages, releases, the database.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from languages.drift import Drift, compare, digest

TITLE: Final = "title"
SUMMARY: Final = "summary"
# Keys of block values that say something to machines only.
_NEUTRAL: Final = frozenset(
    {
        "id",
        "type",
        "level",
        "kind",
        "item",
        "key",
        "svg",
        "image",
        "credit",
        "licence",
        "is_decorative",
        "file",
        "duration",
    }
)
# Types without a word of their own: the source serves every language.
_WORDLESS: Final = frozenset({"question"})

Piece = dict[str, Any]


def pieces(frozen: Mapping[str, Any]) -> dict[str, Piece]:
    """Every piece by its id, in order. Empty titles and summaries are no pieces."""
    found = {name: {"type": name, "value": frozen[name]} for name in (TITLE, SUMMARY) if frozen.get(name)}
    for block in frozen.get("blocks", ()):
        found[block["id"]] = {"type": block["type"], "value": block["value"]}
    return found


def piece_digest(piece: Piece) -> str:
    return digest({"type": piece["type"], "value": piece["value"]})


def piece_text(piece: Piece) -> str:
    """The words of a piece, one string a line."""
    return "\n".join(_strings(piece["value"]))


def has_words(piece: Piece) -> bool:
    return piece["type"] not in _WORDLESS and any(text.strip() for text in _strings(piece["value"]))


def is_critical(piece: Piece) -> bool:
    """Safety and legal warnings: any change of meaning is dangerous."""
    return piece["type"] == "note" and piece["value"].get("kind") == "warn"


def drift(piece: Piece, made_from_digest: str, made_from_text: str) -> Drift:
    """How far the source moved since a translation was made from it."""
    if piece_digest(piece) == made_from_digest:
        return Drift.NONE
    severity = compare(made_from_text, piece_text(piece), is_critical=is_critical(piece))
    # Same words in another arrangement (a level, a kind): nothing to translate anew.
    return max(severity, Drift.COSMETIC)


def language_only(piece: Piece) -> Piece:
    """A translated piece without what the source block brings anyway: drawings are kept once."""
    value = piece["value"]
    if piece["type"] == "figure" and isinstance(value.get("figure"), Mapping):
        value = {**value, "figure": {"alt": value["figure"].get("alt", "")}}
    return {"type": piece["type"], "value": value}


def merged(source: Piece, translated: Piece) -> Any:
    """The value to show: words from the translation, everything else from the source."""
    if source["type"] != "figure":
        return translated["value"]
    figure = source["value"]["figure"]
    alt = (translated["value"].get("figure") or {}).get("alt") or figure.get("alt", "")
    return {**source["value"], **translated["value"], "figure": {**figure, "alt": alt}}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key in sorted(value):
            if key not in _NEUTRAL:
                yield from _strings(value[key])
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
