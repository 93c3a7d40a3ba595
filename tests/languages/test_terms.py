"""The catalogues as readers meet them: the settled words, no lost placeholders, labels quoted as they stand."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

LANGUAGES = ("ja", "id", "th", "ar")
BASE = Path(settings.BASE_DIR)
CATALOGUES = {
    code: [
        entry for entry in polib.pofile(BASE / f"locale/{code}/LC_MESSAGES/django.po") if not entry.obsolete
    ]
    for code in LANGUAGES
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{[\w:|]*\}|</?\w+>")
DROPPED_WORDS = {
    "ja": ("クイズ", "研修生"),
    "id": ("kelulusan",),
    "th": ("รุ่นเผยแพร่", "กำหนดส่ง"),
    "ar": ("«", " KB"),
}

DROPPED_ON_PAGES = {"ja": ("小テスト",), "th": ("ใบประกาศนียบัตร",)}


def settled_terms() -> list[tuple[str, str, str]]:
    """Every cell of the table in docs/languages.md: language, English, translation."""
    section = (BASE / "docs/languages.md").read_text().split("## Terms", 1)[1].split("\n## ", 1)[0]
    table = [line.strip("| ").split(" | ") for line in section.splitlines() if line.count("|") == 6]
    codes, rows = table[0][1:], table[2:]
    return [(code, row[0], word) for row in rows for code, word in zip(codes, row[1:], strict=True)]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize(("code", "english", "word"), settled_terms())
def test_settled_term_is_the_one_in_the_catalogue(code: str, english: str, word: str) -> None:
    found = [entry.msgstr for entry in CATALOGUES[code] if entry.msgid == english and not entry.msgctxt]
    assert found == [word]


@pytest.mark.parametrize("code", LANGUAGES)
def test_dropped_words_do_not_come_back(code: str) -> None:
    back = [
        (word, text)
        for entry in CATALOGUES[code]
        for text in texts(entry)
        for word in DROPPED_WORDS[code]
        if word in text
    ]
    assert back == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_dropped_words_are_not_on_the_standing_pages_either(code: str) -> None:
    pages = {path.name: path.read_text() for path in (BASE / "website/standing").glob(f"*.{code}.md")}
    assert pages
    words = (*DROPPED_WORDS[code], *DROPPED_ON_PAGES.get(code, ()))
    assert [(name, word) for name, text in pages.items() for word in words if word in text] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_survive_translation(code: str) -> None:
    lost = []
    for entry in CATALOGUES[code]:
        sources = [sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        lost += [text for text in texts(entry) if text and sorted(PLACEHOLDER.findall(text)) not in sources]
    assert lost == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_label_is_quoted_as_it_stands_on_the_form(code: str) -> None:
    by_english = {entry.msgid: entry.msgstr for entry in CATALOGUES[code]}
    sentence = next(
        text for english, text in by_english.items() if english.startswith("If you answer “Done as asked”")
    )
    assert by_english["Done as asked"] in sentence


def test_arabic_has_its_six_forms_and_the_dual_differs_from_the_singular() -> None:
    counted = [entry for entry in CATALOGUES["ar"] if entry.msgid_plural]
    assert counted
    for entry in counted:
        assert sorted(entry.msgstr_plural) == [0, 1, 2, 3, 4, 5], entry.msgid
    nouns = [entry for entry in counted if entry.msgstr_plural[3] != entry.msgstr_plural[1]]
    assert len(nouns) > 25
    for entry in nouns:
        assert entry.msgstr_plural[2] not in {entry.msgstr_plural[1], entry.msgstr_plural[3]}, entry.msgid


QUOTED = dict.fromkeys(("en", "id", "th", "ar"), r"“([^”]+)”") | {"ja": r"「([^」]+)」"}


def labels(code: str) -> set[str]:
    """Every text of the interface, without the places that are filled in."""
    entries = CATALOGUES["ja" if code == "en" else code]
    found = {text for entry in entries for text in ([entry.msgid] if code == "en" else texts(entry))}
    return {re.sub(r"\s*(\{\}|%\(\w+\)[sd])\s*", "", text).strip() for text in found}


@pytest.mark.parametrize("code", QUOTED)
def test_standing_pages_quote_labels_as_they_stand_on_the_buttons(code: str) -> None:
    known = labels(code)
    pages = {path.name: path.read_text() for path in (BASE / "website/standing").glob(f"*.{code}.md")}
    quoted = [(name, text) for name, page in pages.items() for text in re.findall(QUOTED[code], page)]
    assert quoted
    assert [one for one in quoted if one[1] not in known] == []
