"""Long dates and numbers as a language writes them on paper.

The calendar is always named: which one a locale implies differs between builds of ICU.
"""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from icu4py.messageformat import MessageFormat

# What a document of that language is expected to carry. Arabic numerals stay Western in Arabic text, as in
# the
# interface: certificates are compared digit by digit across borders.
LOCALES: Final = {
    "ar": "ar@calendar=gregorian;numbers=latn",
    "en": "en_GB@calendar=gregorian",
    "es": "es@calendar=gregorian",
    "fil": "fil_PH@calendar=gregorian",
    "fr": "fr_FR@calendar=gregorian",
    "hi": "hi_IN@calendar=gregorian",
    "id": "id_ID@calendar=gregorian",
    "ja": "ja_JP@calendar=gregorian",
    "km": "km_KH@calendar=gregorian",
    "lo": "lo_LA@calendar=gregorian",
    "mn": "mn_MN@calendar=gregorian",
    "my": "my_MM@calendar=gregorian;numbers=mymr",
    "pt-br": "pt_BR@calendar=gregorian",
    "ru": "ru_RU@calendar=gregorian",
    "th": "th_TH@calendar=buddhist",
    "vi": "vi_VN@calendar=gregorian",
}
JAPANESE_ERA: Final = "ja_JP@calendar=japanese"
# CLDR has no Tetum.
TETUM_MONTHS: Final = (
    "Janeiru", "Fevereiru", "Marsu", "Abríl", "Maiu", "Juñu",
    "Jullu", "Agostu", "Setembru", "Outubru", "Novembru", "Dezembru",
)  # fmt: skip


def long_date(day: date, language: str, *, era: bool = False) -> str:
    """``31 Maret 2026``, ``31 มีนาคม 2569``, ``2026年3月31日``; with ``era`` in Japanese
    ``令和8年3月31日``."""
    if language == "tet":
        return f"{day.day} {TETUM_MONTHS[day.month - 1]} {day.year}"
    # Noon, so that no time zone of the machine can move the day.
    noon = datetime.combine(day, time(12))
    return _formatter("{value, date, long}", locale_tag(language, era=era)).format({"value": noon})


def number(value: Decimal | int, language: str) -> str:
    return _formatter("{value, number}", locale_tag(language)).format({"value": value})


def locale_tag(language: str, *, era: bool = False) -> str:
    """The ICU locale for a language code, calendar included; English for one ICU has no data for."""
    if era and language == "ja":
        return JAPANESE_ERA
    return LOCALES.get(language) or LOCALES.get(language.partition("-")[0]) or LOCALES["en"]


@lru_cache(maxsize=64)
def _formatter(pattern: str, locale: str) -> MessageFormat:
    return MessageFormat(pattern, locale)
