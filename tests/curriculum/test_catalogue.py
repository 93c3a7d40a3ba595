"""The catalogue and the public course page: every language, every visitor, the same number of queries."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.search.index import insert_or_update_object

from curriculum import registry
from curriculum.catalogue import facts_of, filtered, released_courses
from curriculum.models import Course, Handling
from curriculum.permissions import can_see_course, courses_visible_to
from tests.factories.curriculum import (
    lesson_of,
    make_area,
    make_course,
    make_course_record,
    make_release,
    make_subject_role,
    make_term,
)
from tests.factories.people import make_member, make_user

pytestmark = pytest.mark.django_db


def test_catalogue_lists_released_courses(client: Client) -> None:
    make_release(lessons=2, languages=("en", "ja"))
    make_course(lessons=1)
    page = client.get("/en/courses/")
    assert [card.course.title for card in page.context["cards"]] == [Course.objects.first().title]
    assert [card.languages for card in page.context["cards"]] == [("en", "ja")]
    assert "1 course" in page.content.decode()


def test_catalogue_speaks_the_language_of_its_address(client: Client) -> None:
    release = make_release(lessons=1)
    Course.objects.filter(pk=release.course_id).update(title_ja="交番の仕事")
    assert "交番の仕事" in client.get("/ja/courses/").content.decode()


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", {"A", "B"}),
        ("?topic=traffic", {"B"}),
        ("?language=ja", {"A"}),
        ("?level=basic", {"A", "B"}),
        ("?level=advanced", set()),
        ("?topic=nonsense", {"A", "B"}),
        ("?q=Patrol", {"A"}),
        ("?q=巡回", {"A"}),
    ],
)
def test_filters_are_addresses(client: Client, query: str, codes: set[str]) -> None:
    koban = make_course_record(
        code="A",
        title_en="Patrol from a koban",
        title_ja="交番からの巡回連絡",
        subject_area=make_area("koban"),
    )
    make_release(make_course(lessons=1, languages=("en", "ja"), course=koban))
    traffic = make_course_record(code="B", title_en="Roads", subject_area=make_area("traffic"))
    make_release(make_course(lessons=1, course=traffic))
    for course in (koban, traffic):
        insert_or_update_object(course)
    page = client.get(f"/en/courses/{query}")
    assert {card.course.code for card in page.context["cards"]} == codes


@pytest.mark.parametrize("courses", [1, 3])
def test_cards_cost_the_same_for_any_number(courses: int, django_assert_num_queries) -> None:
    for _number in range(courses):
        make_release(lessons=1, languages=("en", "ja"))
    listed = filtered(released_courses(AnonymousUser()))
    with django_assert_num_queries(4):
        assert len(facts_of(listed)) == courses


def test_course_page_shows_outline_to_anybody(client: Client) -> None:
    release = make_release(lessons=2, languages=("en", "ja"))
    page = client.get(reverse("course_page", args=[release.course.slug]))
    assert "Lesson 1.1" in page.content.decode()
    with translation.override("ja"):
        assert (
            "Lesson 1.1 (ja)"
            in client.get(reverse("course_page", args=[release.course.slug])).content.decode()
        )


def test_course_page_stands_in_a_language_without_pages(client: Client) -> None:
    release = make_release(lessons=1)
    page = client.get(f"/th/courses/{release.course.slug}/")
    assert page.status_code == 200
    assert '<span class="rail__name" lang="en" dir="ltr">Lesson 1.1</span>' in page.content.decode()


def test_course_without_release_has_no_public_page(client: Client) -> None:
    course = make_course(lessons=1)
    assert client.get(f"/en/courses/{course.slug}/").status_code == 404


def test_other_apps_put_boxes_on_the_course_page(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(registry, "_course_panels", [])
    registry.register_course_panel(
        lambda course, request: {"template": "components/note.html", "text": course.code}
    )
    registry.register_course_panel(lambda course, request: None)
    release = make_release(lessons=1)
    page = client.get(f"/en/courses/{release.course.slug}/")
    assert page.context["panels"] == [{"template": "components/note.html", "text": release.course.code}]


def test_internal_and_restricted_courses_do_not_exist_for_strangers(client: Client) -> None:
    area = make_area("koban")
    internal = make_release(make_course(lessons=1, handling=Handling.INTERNAL, subject_area=area)).course
    restricted = make_release(make_course(lessons=1, handling=Handling.RESTRICTED, subject_area=area)).course
    seen = {
        "anonymous": AnonymousUser(),
        "stranger": make_user(),
        "member": make_member(),
        "author": make_subject_role("author", area),
    }
    visible = {name: set(courses_visible_to(user)) for name, user in seen.items()}
    assert visible == {
        "anonymous": set(),
        "stranger": set(),
        "member": {internal},
        "author": {internal, restricted},
    }
    for user in seen.values():
        assert {c for c in (internal, restricted) if can_see_course(user, c)} == set(courses_visible_to(user))
    assert client.get(f"/en/courses/{internal.slug}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ja"])
def test_lessons_have_no_address_of_their_own(client: Client, language: str) -> None:
    course = make_course(lessons=1, languages=("en", "ja"))
    make_release(course)
    lesson = lesson_of(course, language=language)
    assert client.get(lesson.get_url()).status_code == 404
    assert client.get(lesson.get_parent().get_url()).status_code == 404


def test_lesson_can_be_previewed(rf) -> None:
    course = make_course(lessons=1, languages=("en", "ja"))
    lesson = lesson_of(course, language="ja")
    answers = {mode: lesson.make_preview_request(preview_mode=mode) for mode, _name in lesson.preview_modes}
    assert {answer.status_code for answer in answers.values()} == {200}
    html = answers[""].content.decode()
    assert '<article class="prose" lang="ja" dir="ltr">' in html and "本文 one of lesson-1-1." in html
    assert [size["device_width"] for size in lesson.preview_sizes] == [360, 768, 1280]


def test_glossary_gives_every_term_an_anchor(client: Client) -> None:
    make_term()
    html = client.get("/ja/glossary/").content.decode()
    assert 'id="term-police-box"' in html and "交番" in html
    assert '<dd lang="en" dir="ltr">A small police post.</dd>' in html


def test_print_preview_opens_folds() -> None:
    course = make_course(lessons=1)
    lesson = lesson_of(course)
    lesson.body = [{"type": "check", "id": "c", "value": {"question": "<p>Why?</p>", "answer": "<p>So.</p>"}}]
    lesson.save_revision().publish()
    shown = {mode: lesson.make_preview_request(preview_mode=mode).content.decode() for mode in ("", "print")}
    assert '<details class="fold">' in shown[""] and '<details class="fold" open>' in shown["print"]


def test_filters_stand_folded_until_one_is_used(client: Client) -> None:
    """They would fill the first screen of a phone."""
    make_release(lessons=1)
    assert '<details class="fold"><summary>' in client.get("/en/courses/?q=koban").content.decode()
    page = client.get("/en/courses/?level=basic").content.decode()
    assert '<details class="fold" open><summary>' in page
    assert 'href="/en/courses/">Show all courses' in page
