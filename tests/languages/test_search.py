"""The contract of the search layer over modelsearch, on whichever database the tests run."""

import pytest
from wagtail.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(django_capture_on_commit_callbacks) -> dict[str, Page]:
    home = Page.objects.filter(depth=2).first()
    titles = {
        "ja": "人身取引と警察の交番",
        "th": "ตำรวจช่วยเหยื่อการค้ามนุษย์",
        "es": "La policía de São Paulo",
        "en": "Drug identification",
    }
    made = {}
    with django_capture_on_commit_callbacks(execute=True):
        for language, title in titles.items():
            made[language] = home.add_child(instance=Page(title=title, slug=language))
    return made


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("交番", "ja"), ("警察", "ja"), ("人身取引 警察", "ja"), ("交", "ja"),
        ("ตำรวจ", "th"), ("เหยื่อ", "th"), ("policia", "es"), ("policía", "es"), ("drug", "en"),
    ],
)  # fmt: skip
def test_words_without_spaces_and_accents_are_found(
    pages: dict[str, Page], query: str, language: str
) -> None:
    assert [page.pk for page in Page.objects.search(query)] == [pages[language].pk]


def test_unspaced_words_that_are_not_there_are_not_found(pages: dict[str, Page]) -> None:
    assert list(Page.objects.search("番交")) == []


def test_beginning_of_a_word_completes(pages: dict[str, Page]) -> None:
    assert [page.pk for page in Page.objects.autocomplete("identi")] == [pages["en"].pk]


@pytest.mark.parametrize("query", ['"', 'drug "', "   ", "* -", "' OR 1=1"])
def test_signs_in_a_query_break_nothing(pages: dict[str, Page], query: str) -> None:
    assert len(Page.objects.search(query)) <= 1
