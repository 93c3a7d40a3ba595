"""Translations made side by side: the same rules hold for pages kept by the translation editor."""

import pytest
from django.test import TestCase
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from curriculum.editions import old_pieces
from curriculum.models import BlockProvenance
from curriculum.outline import course_tree, source_page
from curriculum.pages.models import LessonPage
from tests.factories.curriculum import (
    course_index,
    edit_block,
    lesson_of,
    make_course,
    make_figure,
    make_locale,
    make_release,
    root_page,
)

pytestmark = pytest.mark.django_db

BLOCKS = [
    {"type": "heading", "id": "h", "value": {"text": "Two posts", "level": "2"}},
    {"type": "text", "id": "t", "value": "<p>First.</p><p>Second.</p>"},
    {
        "type": "steps",
        "id": "s",
        "value": [
            {"type": "item", "id": "s-1", "value": "<p>Greet.</p>"},
            {"type": "item", "id": "s-2", "value": "<p>Ask.</p>"},
        ],
    },
    {
        "type": "table",
        "id": "tab",
        "value": {
            "caption": "Side by side",
            "rows": [
                {
                    "type": "item",
                    "id": f"tab-{row}",
                    "value": [
                        {"type": "item", "id": f"tab-{row}-{cell}", "value": f"Cell {row}.{cell}"}
                        for cell in (1, 2)
                    ],
                }
                for row in (1, 2)
            ],
        },
    },
    {"type": "note", "id": "n", "value": {"kind": "warn", "title": "Mind", "text": "<p>Traffic.</p>"}},
    {"type": "check", "id": "c", "value": {"question": "<p>Why?</p>", "answer": "<p>Because.</p>"}},
    {"type": "example", "id": "e", "value": "<p>A scene.</p>"},
    {"type": "reading", "id": "r", "value": [{"type": "item", "id": "r-1", "value": "<p>White Paper.</p>"}]},
]


def translate(page: LessonPage, *, skip: tuple[str, ...] = ()) -> LessonPage:
    """What a translator does: every string except those whose path contains one of ``skip``; then publish."""
    locale = make_locale("ja")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        if not any(part in segment.context.path for part in skip):
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": f"訳{segment.string.data}"},
            )
    # The editor publishes when its transaction is through.
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    return page.get_translation(locale)


@pytest.fixture
def course():
    course = make_course(lessons=1)
    figure = make_figure()
    lesson = lesson_of(course)
    lesson.body = [
        *BLOCKS,
        {"type": "figure", "id": "f", "value": {"figure": figure.pk, "caption": "The room"}},
    ]
    lesson.save_revision().publish()
    root_page("ja")
    for page in [course_index(), source_page(course)]:
        page.copy_for_translation(make_locale("ja")).save_revision().publish()
    [module, _lesson] = course_tree(course)
    translate(module)
    return course


def blocks_of(release) -> dict:
    edition = release.units.get(kind="lesson").editions.order_by("-number").first()
    return {block["id"]: block["value"] for block in edition.text["blocks"]}


def test_every_kind_of_block_is_translated_and_joins(course) -> None:
    translate(lesson_of(course))
    blocks = blocks_of(make_release(course))
    assert set(blocks) == {"h", "t", "s", "tab", "n", "c", "e", "r", "f"}
    assert blocks["h"] == {"text": "訳Two posts", "level": "2"}
    assert blocks["t"] == "<p>訳First.</p><p>訳Second.</p>"
    assert blocks["s"] == ["<p>訳Greet.</p>", "<p>訳Ask.</p>"]
    assert blocks["tab"]["rows"] == [["訳Cell 1.1", "訳Cell 1.2"], ["訳Cell 2.1", "訳Cell 2.2"]]
    assert blocks["f"]["caption"] == "訳The room"


def test_slug_stays_the_same_in_every_language(course) -> None:
    assert translate(lesson_of(course)).slug == lesson_of(course).slug


def test_half_translated_block_falls_back(course) -> None:
    translate(lesson_of(course), skip=("s-2",))
    assert "s" not in blocks_of(make_release(course))


def test_source_changed_after_translation_falls_back_until_translated_again(course) -> None:
    translated = translate(lesson_of(course))
    source = edit_block(lesson_of(course), 0, {"text": "Three posts", "level": "2"})
    assert [old.block_id for old in old_pieces(source.frozen(), source.translation_key, "ja")] == ["h"]
    release = make_release(course)
    assert "h" not in blocks_of(release)
    translated.save_revision().publish()
    assert "h" not in blocks_of(release)
    translate(source)
    assert blocks_of(release)["h"]["text"] == "訳Three posts"


def test_string_taken_back_takes_the_block_back(course) -> None:
    translate(lesson_of(course))
    StringTranslation.objects.filter(context__path__contains="s-2").delete()
    translate(lesson_of(course), skip=("s-2",))
    assert not BlockProvenance.objects.filter(block_id="s").exists()


def test_word_that_is_the_same_in_both_languages_counts_as_translated(course) -> None:
    lesson = lesson_of(course)
    lesson.title = "Indonesia"
    lesson.save_revision().publish()
    locale = make_locale("ja")
    source, _created = TranslationSource.update_or_create_from_instance(lesson)
    title = StringSegment.objects.get(source=source, context__path="title")
    StringTranslation.objects.create(
        translation_of=title.string, locale=locale, context=title.context, data="Indonesia"
    )
    translate(lesson)
    assert make_release(course).units.get(kind="lesson").editions.get().text["title"] == "Indonesia"
