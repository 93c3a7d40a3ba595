from hypothesis import given
from hypothesis import strategies as st

from languages.segmentation import fold, index_text, query_terms


def test_pairs_cover_every_two_character_word() -> None:
    assert index_text("交番相談員") == " 交番 番相 相談 談員 員 "


def test_latin_words_stay_whole_and_lose_their_accents() -> None:
    assert index_text("Policía nạn nhân") == "Policia nan nhan"


def test_query_of_one_unspaced_character_is_a_prefix() -> None:
    assert query_terms("薬") == [("薬", True)]


def test_query_of_many_is_a_phrase_of_pairs() -> None:
    assert query_terms("人身取引 警察") == [("人身 身取 取引", False), ("警察", False)]


def test_query_of_only_punctuation_is_empty() -> None:
    assert query_terms(' " ** - ') == []


def test_last_word_is_a_prefix_in_autocomplete() -> None:
    assert query_terms("drug identi", last_is_prefix=True) == [("drug", False), ("identi", True)]


# Vowel signs and tone marks alone are no word.
thai_or_kanji = st.text(alphabet="ตำรวจเหยื่อ警察官交番薬物", min_size=2, max_size=12).filter(
    lambda text: any(symbol.isalnum() for symbol in text)
)


@given(before=thai_or_kanji, word=thai_or_kanji, after=thai_or_kanji)
def test_any_part_of_an_unspaced_text_is_found_as_a_phrase(before: str, word: str, after: str) -> None:
    indexed = index_text(fold(before + word + after))
    (term, _prefix), *rest = query_terms(word)
    assert rest == []
    assert f" {term} " in f" {' '.join(indexed.split())} "
