"""Names on paper: the passport's order and machine-readable line, and the codes that stand for people."""

import secrets
import unicodedata
from typing import Final

MRZ_LENGTH: Final = 39
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

# ICAO Doc 9303 part 3, section 6, table A: letters that do not decompose to A-Z.
TRANSLITERATION: Final = {
    "Æ": "AE", "Ð": "D", "Ø": "OE", "Þ": "TH", "ß": "SS", "Đ": "D", "Ħ": "H", "ı": "I", "Ĳ": "IJ", "Ł": "L",
    "Ŋ": "N", "Œ": "OE", "Ŧ": "T", "Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "ẞ": "SS", "Ñ": "N",
}  # fmt: skip


def person_code() -> str:
    """A new code such as ``K7QM-4TXR``: no letters that are mistaken for digits."""
    symbols = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"


def passport_order(primary: str, secondary: str, *, primary_first: bool) -> str:
    parts = (primary, secondary) if primary_first else (secondary, primary)
    return " ".join(part for part in parts if part)


def machine_readable_name(primary: str, secondary: str) -> str:
    """The name field of a TD3 machine-readable zone: 39 characters, ``PRIMARY<<SECONDARY<<<``.

    Source: ICAO Doc 9303 part 4, section 4.2.2; names too long are truncated by 4.2.2.3 so that at least one
    character of each identifier stays.
    """
    first, second = _mrz(primary), _mrz(secondary)
    if not second:
        return first[:MRZ_LENGTH].ljust(MRZ_LENGTH, "<")
    room = MRZ_LENGTH - 2
    if len(first) + len(second) > room:
        first = first[: max(room - len(second), room // 2)].rstrip("<")
        second = second[: room - len(first)]
    return f"{first}<<{second}".ljust(MRZ_LENGTH, "<")


def _mrz(text: str) -> str:
    letters = []
    for letter in unicodedata.normalize("NFC", text).upper():
        plain = TRANSLITERATION.get(letter) or unicodedata.normalize("NFD", letter)
        for symbol in plain:
            if "A" <= symbol <= "Z":
                letters.append(symbol)
            elif symbol in " -":
                letters.append("<")
    return "<".join(part for part in "".join(letters).split("<") if part)
