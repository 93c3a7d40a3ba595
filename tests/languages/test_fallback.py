from languages.fallback import chain, pick
from languages.registry import COLUMN_LANGUAGES, NAMES, direction, html_tag


def test_chain_puts_siblings_before_the_source() -> None:
    assert chain("tet", "en", source="ja") == ("tet", "en", "pt-br", "id", "ja")


def test_chain_names_each_language_once() -> None:
    assert chain("en", "en", source="en") == ("en",)


def test_pick_takes_the_first_available() -> None:
    assert pick({"en", "th"}, chain("lo", "", source="en")) == "th"


def test_pick_answers_none_when_nothing_fits() -> None:
    assert pick(set(), ("en",)) is None


def test_every_column_language_has_a_name() -> None:
    assert set(NAMES) == set(COLUMN_LANGUAGES)


def test_arabic_runs_from_right_to_left() -> None:
    assert [direction(code) for code in ("ar", "prs", "ja", "pt-br")] == ["rtl", "rtl", "ltr", "ltr"]


def test_html_tag_is_bcp_47() -> None:
    assert html_tag("pt-br") == "pt-BR"
