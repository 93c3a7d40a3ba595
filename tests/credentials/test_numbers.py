import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import numbers
from credentials.errors import MistypedNumber

SYMBOLS = st.lists(st.sampled_from(numbers.ALPHABET), min_size=15, max_size=15)


def complete(symbols: list[str]) -> str:
    return "".join(symbols) + numbers.ALPHABET[numbers.parity([numbers.VALUES[symbol] for symbol in symbols])]


def is_refused(text: str) -> bool:
    try:
        numbers.parse(text)
    except MistypedNumber:
        return True
    return False


@given(SYMBOLS)
def test_number_parses_to_itself_however_it_is_written(symbols: list[str]) -> None:
    number = complete(symbols)
    full_width = "".join(chr(ord(symbol) + 0xFEE0) for symbol in number)
    written = [
        number.lower(),
        numbers.shown(number),
        f" {numbers.shown(number).replace('-', ' – ')} ",
        full_width,
        number.replace("0", "o").replace("1", "l"),
        number.replace("0", "O").replace("1", "I"),
    ]
    assert {numbers.parse(text) for text in written} == {number}


@given(SYMBOLS, st.integers(0, 15))
def test_every_substitution_is_caught(symbols: list[str], place: int) -> None:
    number = complete(symbols)
    for other in numbers.ALPHABET:
        if other != number[place]:
            assert is_refused(number[:place] + other + number[place + 1 :])


@given(SYMBOLS)
def test_every_swap_of_neighbours_and_over_one_is_caught(symbols: list[str]) -> None:
    number = complete(symbols)
    for distance in (1, 2):
        for place in range(16 - distance):
            swapped = list(number)
            swapped[place], swapped[place + distance] = swapped[place + distance], swapped[place]
            if "".join(swapped) != number:
                assert is_refused("".join(swapped))


@pytest.mark.parametrize("text", ["", "7K3M", "U" * 16, "7K3M-9QXT-4HVA-2D5N-0", "🙂" * 16, "ß" * 8])
def test_what_cannot_be_a_number_is_mistyped(text: str) -> None:
    assert is_refused(text)


def test_new_numbers_are_valid_and_differ() -> None:
    made = [numbers.new() for _turn in range(2000)]
    assert [numbers.parse(number) for number in made] == made
    assert len(set(made)) == len(made)
