from typing import Any

import pytest

from credentials import certificate
from credentials.choices import AchievementKind, Level
from credentials.wording import languages_for, wordings

NUMBER = "7K3M9QXT4HVA2D5N"


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "language": "id",
        "recipient": {"native": "Siti Rahma", "latin": "RAHMA SITI"},
        "issuer": {"en": "Training Centre", "ja": "研修センター"},
        "award": {
            "code": "koban",
            "kind": "completion",
            "titles": {"en": "Koban", "ja": "交番", "id": "Kōban"},
            "level": "basic",
            "minutes": 390,
        },
        "course": {"code": "A", "release": 3},
        "completed_on": "2026-03-31",
        "issued_on": "2026-04-02",
        "signatories": [],
        "reissue_of": None,
        **changes,
    }


def page(**changes: Any) -> dict[str, Any]:
    return certificate.template_data(
        facts(**changes), number=NUMBER, base_url="https://training.example.org", is_specimen=False
    )


def texts(runs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(run["lang"], run["text"]) for run in runs]


@pytest.mark.parametrize(
    ("chosen", "languages"),
    [
        ("id", ["id", "ja", "en"]),
        ("ja", ["ja", "en"]),
        ("en", ["en", "ja"]),
        ("tet", ["en", "ja"]),
        ("pt-br", ["pt-br", "ja", "en"]),
    ],
)
def test_page_is_in_the_recipients_language_and_japanese(chosen: str, languages: list[str]) -> None:
    assert languages_for(chosen) == languages


def test_every_language_of_certificates_is_complete() -> None:
    for wording in wordings().values():
        assert set(wording.headings) == set(wording.bodies) == set(AchievementKind.values)
        assert set(wording.levels) == set(Level.values)
        assert all("{title}" in body for body in wording.bodies.values())


def test_both_dates_stand_in_both_calendars() -> None:
    columns = {
        labels[0]["text"]: texts(values)
        for labels, values in ((f["labels"], f["values"]) for f in page()["facts"])
    }
    assert columns == {
        "Tanggal selesai": [("id", "31 Maret 2026"), ("ja", "令和8年3月31日")],
        "Tanggal terbit": [("id", "2 April 2026"), ("ja", "令和8年4月2日")],
        "Jam pelatihan": [("id", "6,5")],
        "Tingkat": [("id", "Dasar"), ("ja", "初級")],
        "Pelatihan": [("en", "A · v3")],
    }


def test_what_is_not_known_is_not_printed() -> None:
    award = {**facts()["award"], "level": "", "minutes": 0}
    bare = page(award=award, course={"code": "", "release": None}, completed_on=None)
    assert [column["labels"][0]["text"] for column in bare["facts"]] == ["Tanggal terbit"]


def test_name_in_latin_letters_is_printed_once_when_it_is_the_same() -> None:
    assert page()["latin"]["text"] == "RAHMA SITI"
    assert page(recipient={"native": "Maria Santos", "latin": "MARIA SANTOS"})["latin"] is None


@pytest.mark.parametrize("kind", AchievementKind.values)
def test_three_kinds_are_three_documents(kind: str) -> None:
    drawn = page(award={**facts()["award"], "kind": kind})
    assert drawn["headings"][0]["text"] == wordings()["id"].headings[kind]
    assert "“Kōban”" in drawn["bodies"][0]["text"]


def test_reissue_names_what_it_replaces_also_from_right_to_left() -> None:
    assert [run["text"] for run in page(reissue_of=NUMBER)["notes"]] == [
        "Diterbitkan kembali; menggantikan sertifikat 7K3M-9QXT-4HVA-2D5N.",
        "再発行（証書番号 7K3M-9QXT-4HVA-2D5N に代わるもの）",
    ]
    assert "7K3M-9QXT-4HVA-2D5N" in [run["text"] for run in page(language="ar", reissue_of=NUMBER)["notes"]]


def test_address_in_the_code_is_in_capitals() -> None:
    assert page()["url"] == f"https://training.example.org/v/{NUMBER}"
    # Version 3 (29 modules and the border) is what the alphanumeric mode of capitals makes possible.
    assert 'viewBox="0 0 33 33"' in page()["qr"]
