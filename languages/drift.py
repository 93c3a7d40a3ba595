"""Has the source changed since it was translated, and how badly? Digests over canonical JSON."""

import enum
import hashlib
import json
import re
import unicodedata
from typing import Any


class Drift(enum.IntEnum):
    """How much a source moved away from the text a translation was made from."""

    NONE = 0
    COSMETIC = 1
    MEANING = 2
    CRITICAL = 3


def digest(value: Any) -> str:
    """SHA-256 (hex) over the JSON of ``value``: keys sorted, no spaces, Unicode as it is."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def compare(translated_from: str, now: str, *, is_critical: bool = False) -> Drift:
    """Drift between two source texts.

    ``is_critical`` marks text where any change of meaning is dangerous: answer keys, legal and safety notes.
    A changed figure is critical everywhere.
    """
    if translated_from == now:
        return Drift.NONE
    if _meaning(translated_from) == _meaning(now):
        return Drift.COSMETIC
    if is_critical or _numbers(translated_from) != _numbers(now):
        return Drift.CRITICAL
    return Drift.MEANING


def _meaning(text: str) -> str:
    """Text without what typography may change: spaces, quotes and dashes of another shape, width."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\u2018\u2019\u201c\u201d\u00ab\u00bb\"\u2032']", "'", plain)
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return re.sub(r"\s+", "", plain)


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:[.,]\d+)*", unicodedata.normalize("NFKC", text)))
