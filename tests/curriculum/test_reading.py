"""What learners see: the best language block by block, cached, with holes for what must stay current."""

from datetime import date

import pytest
from django.core.cache import cache

from curriculum import reading
from curriculum.models import Statistic
from tests.factories.curriculum import (
    edit_block,
    lesson_of,
    make_course,
    make_figure,
    make_release,
    make_statistic,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def body_of(release, chain=("ja", "en"), slug="lesson-1-1") -> reading.UnitBody:
    return reading.unit_body(release.units.get(slug=slug).pk, chain)


def html_of(body: reading.UnitBody) -> str:
    return reading.fill(body, reading.current_fillings(body))


def test_outline_numbers_studied_units_and_chooses_titles() -> None:
    course = make_course(lessons=2, modules=2, languages=("en", "ja"))
    lines = reading.outline(make_release(course), ("ja", "en"))
    assert [(line.number, line.title, line.language) for line in lines if not line.is_module] == [
        (1, "Lesson 1.1 (ja)", "ja"),
        (2, "Lesson 1.2 (ja)", "ja"),
        (3, "Lesson 2.1 (ja)", "ja"),
        (4, "Lesson 2.2 (ja)", "ja"),
    ]
    assert lines[1].parent_key == lines[0].key


def test_outline_falls_back_title_by_title() -> None:
    course = make_course(lessons=2, languages=("en", "ja"))
    lesson_of(course, "lesson-1-2", "ja").unpublish()
    lines = reading.outline(make_release(course), ("ja", "en"))
    assert [(line.title, line.language) for line in lines[1:]] == [
        ("Lesson 1.1 (ja)", "ja"),
        ("Lesson 1.2", "en"),
    ]


@pytest.mark.parametrize("lessons", [1, 3])
def test_outline_costs_two_queries_then_none(lessons: int, django_assert_num_queries) -> None:
    release = make_release(lessons=lessons, languages=("en", "ja"))
    with django_assert_num_queries(2):
        reading.outline(release, ("ja", "en"))
    with django_assert_num_queries(0):
        reading.outline(release, ("ja", "en"))


def test_cached_body_costs_no_query_with_the_version_at_hand(django_assert_num_queries) -> None:
    release = make_release(languages=("en", "ja"))
    unit = release.units.get(slug="lesson-1-1")
    reading.unit_body(unit.pk, ("ja", "en"), editions_version=release.editions_version)
    with django_assert_num_queries(0):
        reading.unit_body(unit.pk, ("ja", "en"), editions_version=release.editions_version)
    with django_assert_num_queries(1):
        reading.unit_body(unit.pk, ("ja", "en"))


def test_body_in_the_wanted_language_has_no_fallback() -> None:
    body = body_of(make_release(languages=("en", "ja")))
    assert (body.language, body.edition, body.has_fallback, body.title) == ("ja", 1, False, "Lesson 1.1 (ja)")
    assert "本文 one of lesson-1-1." in html_of(body)


def test_drifted_block_falls_back_alone_with_language_and_note() -> None:
    course = make_course(languages=("en", "ja"))
    edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    body = body_of(make_release(course))
    html = html_of(body)
    assert (body.language, body.has_fallback, body.is_whole_fallback) == ("ja", True, False)
    assert '<div class="fallback stack--m" lang="en" dir="ltr">' in html
    assert html.count('class="fallback ') == 1
    assert "Another meaning." in html and "本文 two of lesson-1-1." in html


def test_lesson_without_translation_is_whole_in_the_source() -> None:
    body = body_of(make_release())
    assert (body.language, body.wanted, body.is_whole_fallback, body.edition) == ("en", "ja", True, None)
    assert 'class="fallback ' not in html_of(body)


def test_second_language_comes_before_the_source() -> None:
    body = body_of(make_release(languages=("en", "id")), chain=("th", "id", "en"))
    assert (body.language, body.has_fallback) == ("id", True)


def test_new_edition_reaches_readers_of_a_cached_body() -> None:
    course = make_course(languages=("en", "ja"))
    release = make_release(course)
    assert "もっとよい" not in html_of(body_of(release))
    edit_block(lesson_of(course, language="ja"), 1, "<p>もっとよい文。</p>")
    assert "もっとよい文。" in html_of(body_of(release))


def test_statistic_is_filled_at_request_with_its_date() -> None:
    course = make_course(lessons=1)
    make_statistic()
    edit_block(lesson_of(course), 1, "<p>There are {stat:koban-2024} today.</p>")
    body = body_of(make_release(course), ("en",))
    assert body.keys(reading.STATISTIC) == ("koban-2024",)
    assert "6,215" in html_of(body) and "1 April 2024" in html_of(body)
    Statistic.objects.update(value=6000, review_on=date(2020, 1, 1))
    assert "6,000" in html_of(body) and "a newer figure may exist" in html_of(body)


def test_figure_of_a_fallback_block_speaks_the_language_of_its_block() -> None:
    course = make_course(lessons=1, languages=("en", "ja"))
    make_statistic()
    edit_block(lesson_of(course), 1, "<p>There are {stat:koban-2024} today.</p>")
    assert "April 2024" in html_of(body_of(make_release(course)))


def test_unknown_marks_leave_the_words() -> None:
    course = make_course(lessons=1)
    edit_block(lesson_of(course), 1, "<p>A {term:no-such-term|small post} here.</p>")
    assert "A small post here." in html_of(body_of(make_release(course), ("en",)))


def test_terms_link_to_their_entry_below() -> None:
    course = make_course(lessons=1)
    make_term()
    edit_block(lesson_of(course), 1, "<p>A {term:police-box|koban} here.</p>")
    html = html_of(body_of(make_release(course), ("en",)))
    assert '<a class="term" href="#term-police-box">koban</a>' in html
    assert 'id="term-police-box"' in html and "A small police post." in html


def test_figure_is_frozen_with_its_drawing_and_alternative_text() -> None:
    course = make_course(lessons=1)
    figure = make_figure()
    lesson = lesson_of(course)
    lesson.body = [{"type": "figure", "id": "f", "value": {"figure": figure.pk, "caption": "The room (1)"}}]
    lesson.save_revision().publish()
    release = make_release(course)
    figure.delete()
    html = html_of(body_of(release, ("en",)))
    assert 'aria-label="A room with a counter"' in html and "<svg" in html and "The room (1)" in html


def test_scripts_in_rich_text_do_not_survive() -> None:
    course = make_course(lessons=1)
    edit_block(
        lesson_of(course),
        1,
        '<p onclick="x()">Hi<script>alert(1)</script> <a href="javascript:x()">y</a></p>',
    )
    html = html_of(body_of(make_release(course), ("en",)))
    assert "script" not in html and "onclick" not in html
