"""The arithmetic: shares stay between nothing and everything, numbers and texts are read as written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring

OPTIONS = "abcdefgh"


@given(chosen=st.sets(st.sampled_from(OPTIONS)), right=st.sets(st.sampled_from(OPTIONS), min_size=1))
def test_plus_minus_stays_between_nothing_and_everything(chosen: set[str], right: set[str]) -> None:
    share = scoring.plus_minus(chosen, right)
    assert 0 <= share <= 1
    assert (share == 1) == (chosen == right)


@given(right=st.sets(st.sampled_from(OPTIONS), min_size=1))
def test_plus_minus_gives_nothing_for_ticking_everything_when_half_is_wrong(right: set[str]) -> None:
    if len(right) <= len(OPTIONS) / 2:
        assert scoring.plus_minus(set(OPTIONS), right) == 0


def test_plus_minus_subtracts_wrong_choices() -> None:
    assert scoring.plus_minus({"a", "b", "x"}, {"a", "b", "c", "d"}) == Fraction(1, 4)
    assert scoring.plus_minus({"x", "y"}, {"a"}) == 0


@given(steps=st.permutations(list(OPTIONS)))
def test_adjacent_pairs_is_whole_only_for_the_right_order(steps: list[str]) -> None:
    places = {step: place for place, step in enumerate(steps, start=1)}
    share = scoring.adjacent_pairs(places, list(OPTIONS))
    assert 0 <= share <= 1
    assert (share == 1) == (steps == list(OPTIONS))


def test_adjacent_pairs_counts_neighbours_in_the_right_order() -> None:
    right = ["a", "b", "c", "d", "e"]
    moved = {"b": 1, "c": 2, "d": 3, "e": 4, "a": 5}
    assert scoring.adjacent_pairs(moved, right) == Fraction(3, 4)
    backwards = {step: 5 - place for place, step in enumerate(right)}
    assert scoring.adjacent_pairs(backwards, right) == 0


def test_adjacent_pairs_counts_no_place_that_two_steps_claim() -> None:
    assert scoring.adjacent_pairs({"a": 1, "b": 2, "c": 2}, ["a", "b", "c"]) == 0
    assert scoring.adjacent_pairs({"a": 1, "b": 2}, ["a", "b", "c"]) == Fraction(1, 2)
    assert scoring.adjacent_pairs({}, ["a", "b", "c"]) == 0


def test_matching_pairs_counts_each_pair() -> None:
    right = {"a": "1", "b": "2", "c": "3"}
    assert scoring.matching_pairs({"a": "1", "b": "3"}, right) == Fraction(1, 3)
    assert scoring.matching_pairs(right, right) == 1


@pytest.mark.parametrize(
    "written",
    [
        "12138", "12,138", "12.138", "12 138", "12\u00a0138", "12\u202f138", "12'138", "12’138",
        "１２１３８", "１２，１３８", "١٢١٣٨", "١٢٬١٣٨", "๑๒๑๓๘", "១២១៣៨", "+12138", " 12138 ",
        "12138.0", "12,138.00",
        "12.138,0", "\u200f12138",
    ],
)  # fmt: skip
def test_numbers_are_read_in_any_digits_and_separators(written: str) -> None:
    assert Decimal("12138") in scoring.numbers_in(written)


@pytest.mark.parametrize(
    "written", ["", "abc", "12a", "1,2,3", "12..5", "--5", ",", "1e5", "12,13,8", "０x１"]
)
def test_what_is_no_number_is_not_read(written: str) -> None:
    assert scoring.numbers_in(written) == frozenset()


def test_decimals_are_read_with_point_and_comma() -> None:
    for written in ("6.5", "6,5", "٦٫٥", "６．５"):
        assert scoring.numbers_in(written) == {Decimal("6.5")}
    assert scoring.numbers_in("−3,25") == {Decimal("-3.25")}
    assert scoring.numbers_in("12.138") == {Decimal("12.138"), Decimal("12138")}
    assert scoring.numbers_in("1,234,567.5") == {Decimal("1234567.5")}


@given(number=st.integers(min_value=-(10**12), max_value=10**12))
def test_every_whole_number_is_read_back_with_and_without_groups(number: int) -> None:
    assert Decimal(number) in scoring.numbers_in(str(number))
    for separator in (",", ".", " ", "\u202f"):
        assert Decimal(number) in scoring.numbers_in(f"{number:,}".replace(",", separator))


@given(st.text(max_size=40))
def test_any_text_can_be_looked_at_for_numbers(text: str) -> None:
    assert all(number.is_finite() for number in scoring.numbers_in(text))


def test_tolerance_includes_its_edges() -> None:
    value, tolerance = Decimal(6500), Decimal(50)
    assert scoring.is_within([Decimal(6450)], value, tolerance)
    assert scoring.is_within([Decimal(6550)], value, tolerance)
    assert not scoring.is_within([Decimal("6550.01")], value, tolerance)


@pytest.mark.parametrize(
    "written",
    [
        "Junkai Renraku",
        "junkairenraku",
        " JUNKAI  RENRAKU. ",
        "ｊｕｎｋａｉ ｒｅｎｒａｋｕ",
        "junkai renraku。",
    ],
)
def test_text_ignores_case_spaces_width_and_a_final_stop(written: str) -> None:
    assert scoring.is_accepted(written, ["junkai renraku"])


def test_half_width_kana_equals_full_width() -> None:
    assert scoring.is_accepted("ｼﾞｭﾝｶｲﾚﾝﾗｸ", ["ジュンカイレンラク"])


def test_an_empty_text_is_never_accepted() -> None:
    assert not scoring.is_accepted("  ", ["", "a"])
    assert not scoring.is_accepted("consent given", ["consent"])


@given(st.text())
def test_every_text_equals_itself_and_reading_it_again_changes_nothing(text: str) -> None:
    assert scoring.plain(scoring.plain(text)) == scoring.plain(text)


@given(
    share=st.fractions(min_value=0, max_value=1),
    points=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
)
def test_points_never_exceed_what_a_question_is_worth(share: Fraction, points: Decimal) -> None:
    given_points = scoring.points_for(share, points)
    assert 0 <= given_points <= points
    assert scoring.points_for(Fraction(1), points) == points


@given(
    max_score=st.decimals(min_value="0.01", max_value=500, places=2),
    percent=st.integers(min_value=0, max_value=100),
)
def test_what_is_needed_passes_and_a_hundredth_less_does_not(max_score: Decimal, percent: int) -> None:
    needed = scoring.needed(max_score, percent)
    assert scoring.is_passed(needed, max_score, percent)
    assert needed == 0 or not scoring.is_passed(needed - Decimal("0.01"), max_score, percent)
