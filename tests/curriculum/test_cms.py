"""The CMS pages of this app: releasing, language tabs, reports, the first page."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from curriculum.editorial import create_editorial_workflow
from curriculum.models import CourseRelease, GlossaryTerm, SubjectRoleKind
from tests.factories.curriculum import (
    edit_block,
    lesson_of,
    make_area,
    make_course,
    make_figure,
    make_release,
    make_statistic,
    make_subject_role,
    make_term,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings) -> None:
    settings.IS_DEMONSTRATION = True


def signed_in(role: str, area: str = "community-police") -> Client:
    client = Client()
    person = make_user(is_fictitious=True)
    make_subject_role(role, make_area(area), person=person)
    client.force_login(person)
    return client


def release_page(course) -> str:
    return reverse("curriculum_release", args=[course.pk])


def test_author_reads_the_preflight_and_cannot_release() -> None:
    course = make_course(lessons=1, languages=("en", "ja"))
    edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    client = signed_in(SubjectRoleKind.AUTHOR)
    html = client.get(release_page(course)).content.decode()
    assert "“Lesson 1.1”: 1 part is out of date: 日本語." in html
    assert "A reviewer of this subject area releases the course." in html
    client.post(release_page(course))
    assert not CourseRelease.objects.exists()


def test_reviewer_releases() -> None:
    course = make_course(lessons=1)
    answer = signed_in(SubjectRoleKind.REVIEWER).post(release_page(course), {"note": "First"}, follow=True)
    assert "Release 1 stands." in answer.content.decode()
    assert CourseRelease.objects.get().note == "First"


def test_release_page_does_not_exist_for_other_subjects() -> None:
    course = make_course(lessons=1)
    assert signed_in(SubjectRoleKind.REVIEWER, "traffic").get(release_page(course)).status_code == 404


def test_courses_of_other_subjects_are_not_listed() -> None:
    make_course(lessons=1, title_en="Ours")
    make_course(lessons=1, title_en="Theirs", subject_area=make_area("traffic"))
    html = (
        signed_in(SubjectRoleKind.AUTHOR)
        .get(reverse("wagtailsnippets_curriculum_course:list"))
        .content.decode()
    )
    assert "Ours" in html and "Theirs" not in html


def test_course_of_another_subject_cannot_be_edited() -> None:
    client = signed_in(SubjectRoleKind.AUTHOR)
    ours, theirs = make_course(lessons=1), make_course(lessons=1, subject_area=make_area("traffic"))
    answers = [
        client.get(reverse("wagtailsnippets_curriculum_course:edit", args=[course.pk])).status_code
        for course in (ours, theirs)
    ]
    assert answers == [200, 404]


def test_term_is_translated_beside_its_source() -> None:
    term = make_term(term_ja="", definition_ja="")
    client = signed_in(SubjectRoleKind.AUTHOR)
    url = reverse("wagtailsnippets_curriculum_glossaryterm:edit", args=[term.pk])
    html = client.get(url).content.decode()
    assert html.count('name="term_en"') == 1
    assert 'name="term_ja"' in html
    fields = {"key": term.key, "term_en": "koban", "definition_en": "A small police post.", "term_ja": "交番"}
    answer = client.post(url, {**fields, "reading": "こうばん", "romaji": "koban"})
    assert answer.status_code == 302
    assert GlossaryTerm.objects.get().term_ja == "交番"


def test_report_lists_statistics_past_their_review_date() -> None:
    make_statistic("old", review_on=date(2020, 1, 1))
    make_statistic("new")
    html = signed_in(SubjectRoleKind.AUTHOR).get(reverse("curriculum_old_statistics")).content.decode()
    assert "old" in html and ">new<" not in html


def test_first_page_shows_what_waits_and_what_went_old() -> None:
    course = make_course(lessons=1, languages=("en", "ja"))
    create_editorial_workflow()
    author = make_subject_role(SubjectRoleKind.AUTHOR, course.subject_area)
    edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    lesson = lesson_of(course)
    lesson.title = "Waits for a check"
    lesson.save_revision(user=author)
    lesson.get_workflow().start(lesson, author)
    html = signed_in(SubjectRoleKind.REVIEWER).get("/admin/").content.decode()
    assert "Waiting for my review" in html and "Waits for a check" in html
    html = signed_in(SubjectRoleKind.AUTHOR).get("/admin/").content.decode()
    assert "Translations that went old" in html and "Lesson 1.1 (ja)" in html


def test_board_shows_every_page_in_every_language() -> None:
    course = make_course(lessons=2, languages=("en", "ja"))
    edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    url = reverse("curriculum_board", args=[course.pk])
    html = signed_in(SubjectRoleKind.TRANSLATOR).get(url).content.decode()
    assert "out of date: 1" in html and "up to date" in html
    assert signed_in(SubjectRoleKind.TRANSLATOR, "traffic").get(url).status_code == 404


def test_lesson_editor_opens_for_its_author() -> None:
    course = make_course(lessons=1)
    make_release(course)
    answer = signed_in(SubjectRoleKind.AUTHOR).get(
        reverse("wagtailadmin_pages:edit", args=[lesson_of(course).pk])
    )
    assert answer.status_code == 200


def test_unsafe_drawing_is_cleaned_in_the_editor() -> None:
    figure = make_figure()
    client = signed_in(SubjectRoleKind.AUTHOR)
    url = reverse("wagtailsnippets_curriculum_figure:edit", args=[figure.pk])
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><path d="M0 0"/></svg>'
    fields = {"key": figure.key, "svg": drawing, "alt_en": "A room", "credit": "", "licence": "", "image": ""}
    assert client.post(url, fields).status_code == 302
    figure.refresh_from_db()
    assert "script" not in figure.svg and "<path" in figure.svg
