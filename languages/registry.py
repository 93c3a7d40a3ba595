"""The languages this product knows: one frozen list for database columns, names and directions for all of them.

Owns: the list, Django's missing ``LANG_INFO`` entries, base direction, the tag written into HTML.
Refuses to know: what is translated, by whom, for whom.
"""

from collections.abc import Sequence
from typing import Final

from django.conf.locale import LANG_INFO

# Columns exist for these. A site switches languages of this list on by setting, without a migration;
# one outside it takes a migration (docs/languages.md).
COLUMN_LANGUAGES: Final = (
    "en", "ja", "id", "th", "ar", "vi", "km", "lo", "my", "fil", "pt-br", "es", "fr", "mn", "tet",
)  # fmt: skip

NAMES: Final = {
    "en": "English",
    "ja": "日本語",
    "id": "Bahasa Indonesia",
    "th": "ไทย",
    "ar": "العربية",
    "vi": "Tiếng Việt",
    "km": "ខ្មែរ",
    "lo": "ລາວ",
    "my": "မြန်မာ",
    "fil": "Filipino",
    "pt-br": "Português (Brasil)",
    "es": "Español",
    "fr": "Français",
    "mn": "Монгол",
    "tet": "Tetun",
}

# Django does not know these; without an entry get_language_info() raises and the prefix answers 302.
MISSING_FROM_DJANGO: Final = {
    "fil": {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"},
    "lo": {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"},
    "tet": {"bidi": False, "code": "tet", "name": "Tetum", "name_local": "Tetun"},
}

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "prs", "ps", "ur", "he"})


def teach_django() -> None:
    """Add the languages Django lacks; called by the settings, before anything asks."""
    for code, info in MISSING_FROM_DJANGO.items():
        LANG_INFO.setdefault(code, info)


def choices(codes: Sequence[str]) -> list[tuple[str, str]]:
    """``LANGUAGES`` for the codes given, each in its own script. Raises KeyError for an unknown code."""
    return [(code, NAMES[code]) for code in codes]


def direction(code: str) -> str:
    """``rtl`` or ``ltr`` for a language code."""
    return "rtl" if code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def html_tag(code: str) -> str:
    """The BCP 47 tag for ``lang``: ``pt-br`` becomes ``pt-BR``."""
    language, _, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language
