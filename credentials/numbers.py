"""Certificate numbers: 15 random symbols of Crockford's base 32 and one parity symbol over GF(32).

Guessing one is hopeless (75 bits), and every single wrong symbol and every swap of neighbours is noticed
before anybody is looked up, so that a typing mistake is answered kindly instead of as "unknown".
"""

import secrets
import unicodedata
from collections.abc import Sequence
from typing import Final

from credentials.errors import MistypedNumber

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
RANDOM_SYMBOLS: Final = 15
LENGTH: Final = RANDOM_SYMBOLS + 1
PRIMITIVE_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1


def _powers() -> tuple[int, ...]:
    powers, value = [], 1
    for _step in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= PRIMITIVE_POLYNOMIAL
    return tuple(powers)


POWERS: Final = _powers()
LOGARITHMS: Final = {value: exponent for exponent, value in enumerate(POWERS)}


def new() -> str:
    """A fresh number, without separators. Never sequential."""
    values = [secrets.randbelow(32) for _symbol in range(RANDOM_SYMBOLS)]
    return "".join(ALPHABET[value] for value in (*values, parity(values)))


def parse(text: str) -> str:
    """The number that was typed, in any case, width and grouping; O reads as 0, I and L as 1.

    Raises MistypedNumber when the length, a symbol or the parity is wrong.
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    symbols = [character for character in typed if character.isalnum()]
    try:
        values = [VALUES[symbol] for symbol in symbols]
    except KeyError:
        raise MistypedNumber from None
    if len(values) != LENGTH or parity(values[:-1]) != values[-1]:
        raise MistypedNumber
    return "".join(ALPHABET[value] for value in values)


def shown(number: str) -> str:
    """In groups of four, as printed."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


def parity(values: Sequence[int]) -> int:
    """The sum of all symbols, each weighted by another power of the generator: swaps change it, too."""
    total = 0
    for position, value in enumerate(values, start=1):
        total ^= _product(value, POWERS[position % 31])
    return total


def _product(first: int, second: int) -> int:
    if not first or not second:
        return 0
    return POWERS[(LOGARITHMS[first] + LOGARITHMS[second]) % 31]
