from hypothesis import given
from hypothesis import strategies as st

from languages.drift import Drift, compare, digest


def test_quotes_dashes_and_spaces_are_cosmetic() -> None:
    assert compare("The “koban” – a post", "The 'koban' - a  post") is Drift.COSMETIC


def test_changed_words_change_the_meaning() -> None:
    assert compare("Call the owner first", "Call the station first") is Drift.MEANING


def test_changed_figure_is_critical() -> None:
    assert compare("In 2024 there were 6,215 posts", "In 2024 there were 6,315 posts") is Drift.CRITICAL


def test_changed_legal_text_is_critical() -> None:
    assert compare("You may ask", "You may arrest", is_critical=True) is Drift.CRITICAL


def test_digest_does_not_depend_on_key_order() -> None:
    assert digest({"a": 1, "b": ["交番"]}) == digest({"b": ["交番"], "a": 1})


@given(st.text())
def test_same_text_never_drifts(text: str) -> None:
    assert compare(text, text) is Drift.NONE
