"""Arithmetic of scores: shares as fractions, points, totals, what counts as the same text or number.

Pure: imports no Django and knows neither questions nor people. The same input gives the same result, always.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

CENT = Decimal("0.01")
NOTHING, EVERYTHING = Fraction(0), Fraction(1)


# --- Shares ---------------------------------------------------------------------------------------
def whole(is_right: bool) -> Fraction:
    """All or nothing."""
    return EVERYTHING if is_right else NOTHING


def plus_minus(chosen: Collection[str], right: Collection[str]) -> Fraction:
    """One up for each right choice, one down for each wrong one, not below nothing; a share of the right."""
    chosen, right = set(chosen), set(right)
    if not right:
        return whole(not chosen)
    return Fraction(max(0, len(chosen & right) - len(chosen - right)), len(right))


def adjacent_pairs(places: Mapping[str, int], right: Sequence[str]) -> Fraction:
    """The share of neighbours in the right order that stand one behind the other, at places held alone."""
    if len(right) < 2:
        return whole(set(places) == set(right))
    holders: dict[int, list[str]] = {}
    for step, place in places.items():
        holders.setdefault(place, []).append(step)
    alone = {steps[0]: place for place, steps in holders.items() if len(steps) == 1}
    hits = sum(
        1
        for first, second in pairwise(right)
        if first in alone and second in alone and alone[second] == alone[first] + 1
    )
    return Fraction(hits, len(right) - 1)


def matching_pairs(given: Mapping[str, str], right: Mapping[str, str]) -> Fraction:
    if not right:
        return NOTHING
    return Fraction(sum(1 for left, target in right.items() if given.get(left) == target), len(right))


# --- Text -----------------------------------------------------------------------------------------
def plain(text: str) -> str:
    """A text without what does not count: case, width, spaces, invisible marks, a final full stop."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
    kept = unicodedata.normalize("NFKC", kept)
    return kept.rstrip(".。۔") or kept


def is_accepted(text: str, accepted: Iterable[str]) -> bool:
    wanted = plain(text)
    return bool(wanted) and any(wanted == plain(candidate) for candidate in accepted)


# --- Numbers --------------------------------------------------------------------------------------
_MINUS = str.maketrans(dict.fromkeys("−‐‑–﹣", "-"))
_GROUPED = re.compile(r"-?\d{1,3}(?:([,.'’٬،_])\d{3})(?:\1\d{3})*(?:([.,٫])\d+)?")
_PLAIN = re.compile(r"-?\d*(?:[.,٫]\d+)?")


def numbers_in(text: str) -> frozenset[Decimal]:
    """Every number a text can mean. ``12.138`` is twelve thousand to one, twelve to another: both count.

    Digits of any script and width are read; spaces and thin spaces separate groups. Nothing readable: empty.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_MINUS)
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    folded = "".join(
        str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in folded
    )
    folded = re.sub(r"(?<=\d)\s+(?=\d{3}(?!\d))", "", folded.strip()).removeprefix("+")
    if not any(c.isdigit() for c in folded):
        return frozenset()
    found = set()
    grouped = _GROUPED.fullmatch(folded)
    if grouped and grouped[1] != grouped[2]:
        head, tail = (folded, "")
        if grouped[2]:
            head, _, tail = folded.rpartition(grouped[2])
        digits = head.replace(grouped[1], "")
        found.add(Decimal(f"{digits}.{tail}" if tail else digits))
    if _PLAIN.fullmatch(folded):
        found.add(Decimal(re.sub(r"[,٫]", ".", folded)))
    return frozenset(found)


def is_within(numbers: Iterable[Decimal], value: Decimal, tolerance: Decimal) -> bool:
    return any(abs(number - value) <= tolerance for number in numbers)


# --- Points and results ---------------------------------------------------------------------------
def points_for(share: Fraction, points: Decimal) -> Decimal:
    """Points of a question for a share of it, to the hundredth, halves up."""
    exact = share * Fraction(points)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


def total(points: Iterable[Decimal]) -> Decimal:
    return sum(points, Decimal(0)).quantize(CENT)


def is_passed(score: Decimal, max_score: Decimal, pass_percent: int) -> bool:
    return score * 100 >= max_score * pass_percent


def needed(max_score: Decimal, pass_percent: int) -> Decimal:
    """The smallest number of points, to the hundredth, that passes."""
    exact = Fraction(max_score) * pass_percent / 100
    cents = -(-exact * 100 // 1)
    return (Decimal(int(cents)) / 100).quantize(CENT)
