import pytest

from people.models import Country, Prefecture
from people.places import PREFECTURES, load_places, official_country_codes, time_zones

pytestmark = pytest.mark.django_db


def test_every_official_country_is_there_once():
    assert len(official_country_codes()) == 249
    assert Country.objects.count() == 249
    assert not Country.objects.filter(code__in=["XK", "EU", "UN", "ZZ", "SU"]).exists()


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Thailand"),
        ("ja", "タイ"),
        ("th", "ไทย"),
        ("ar", "تايلاند"),
        ("pt-br", "Tailândia"),
        ("tet", "Thailand"),
    ],
)
def test_a_country_is_named_by_cldr(language, name):
    assert Country.objects.get(code="TH").name_in(language) == name


def test_every_country_has_a_name_in_english():
    assert all(country.name_in("en") != country.code for country in Country.objects.all())


def test_all_47_prefectures_have_names():
    assert [row[0] for row in PREFECTURES] == [f"{number:02}" for number in range(1, 48)]
    assert Prefecture.objects.count() == 47
    kyoto = Prefecture.objects.get(code="26")
    assert (kyoto.name_en, kyoto.name_ja, kyoto.name_th, kyoto.name_ar) == (
        "Kyoto",
        "京都府",
        "เกียวโต",
        "كيوتو",
    )


def test_loading_twice_changes_nothing():
    Prefecture.objects.filter(code="13").update(name_en="Tokyo Metropolis")
    load_places()
    assert Prefecture.objects.get(code="13").name_en == "Tokyo Metropolis"
    assert Country.objects.count() == 249


def test_time_zones_are_places():
    assert {"UTC", "Asia/Tokyo", "Asia/Dili", "America/Sao_Paulo"} <= set(time_zones())
