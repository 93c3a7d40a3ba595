import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.models import NameOrder, User
from people.names import CODE_ALPHABET, MRZ_LENGTH, machine_readable_name, passport_order, person_code

names = st.text(alphabet=st.characters(categories=["Lu", "Ll", "Zs", "Pd"]), max_size=150)
latin = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=150)


# Samples of ICAO Doc 9303 part 4, without the "P<UTO" before them.
@pytest.mark.parametrize(
    ("primary", "secondary", "line"),
    [
        ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"),
        ("VAN DER MUELLEN", "MARIANNE LOUISE", "VAN<DER<MUELLEN<<MARIANNE<LOUISE"),
        ("SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET"),
        ("O'CONNOR", "ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN"),
        ("MARTIN", "VINCENT", "MARTIN<<VINCENT"),
        ("ARKFREITH", "", "ARKFREITH"),
    ],
)
def test_machine_readable_name_of_the_samples_of_doc_9303(primary, secondary, line):
    assert machine_readable_name(primary, secondary) == line.ljust(MRZ_LENGTH, "<")


@pytest.mark.parametrize(
    ("primary", "secondary", "line"),
    [
        ("Müller", "Jürgen", "MUELLER<<JUERGEN"),
        ("Ñúñez", "José", "NUNEZ<<JOSE"),
        ("Nguyễn", "Văn Đức", "NGUYEN<<VAN<DUC"),
    ],
)
def test_machine_readable_name_transliterates(primary, secondary, line):
    assert machine_readable_name(primary, secondary) == line.ljust(MRZ_LENGTH, "<")


def test_a_long_primary_identifier_gives_way_to_the_secondary():
    made = machine_readable_name("BENNELONG WOOLOOMOOLOO WARRANDYTE", "DINGO POTOROO")
    assert made == "BENNELONG<WOOLOOMOOLOO<W<<DINGO<POTOROO"


@given(names, names)
def test_machine_readable_name_always_fits_the_line(primary, secondary):
    made = machine_readable_name(primary, secondary)
    assert len(made) == MRZ_LENGTH
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")


@given(latin, latin)
def test_machine_readable_name_keeps_something_of_both_identifiers(primary, secondary):
    first, _separator, second = machine_readable_name(primary, secondary).partition("<<")
    assert first and primary.startswith(first)
    assert second.strip("<") and secondary.startswith(second.strip("<"))


@given(latin, latin, st.booleans())
def test_passport_order_holds_both_names(primary, secondary, primary_first):
    shown = passport_order(primary, secondary, primary_first=primary_first)
    assert shown == (f"{primary} {secondary}" if primary_first else f"{secondary} {primary}")


@given(latin, st.booleans())
def test_passport_order_of_a_single_name_is_the_name(primary, primary_first):
    assert passport_order(primary, "", primary_first=primary_first) == primary


@given(st.integers())
def test_person_code_avoids_letters_taken_for_digits(_seed):
    code = person_code()
    assert len(code) == 9 and code[4] == "-"
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    assert not set("01OIL") & set(code)


def test_full_name_is_the_persons_own_and_short_name_the_chosen_one():
    person = User(native_name="ศรีสุข สมชาย", primary_identifier="SRISUK", secondary_identifier="SOMCHAI")
    assert person.get_full_name() == "ศรีสุข สมชาย"
    assert person.get_short_name() == "SRISUK SOMCHAI"
    person.name_order = NameOrder.SECONDARY_FIRST
    assert person.get_short_name() == "SOMCHAI SRISUK"
    person.display_name = "Chai"
    assert person.get_short_name() == "Chai"


def test_a_single_name_is_enough():
    person = User(native_name="Suharto", primary_identifier="SUHARTO")
    assert person.latin_name == "SUHARTO"
