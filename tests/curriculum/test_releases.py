"""A release freezes what was published, once, and stays as it is."""

import pytest

from curriculum.errors import ReleaseRefused
from curriculum.models import UnitKind
from curriculum.releases import preflight, release_course
from languages.drift import digest
from tests.factories.curriculum import (
    edit_block,
    lesson_of,
    make_competency,
    make_course,
    make_course_record,
    make_release,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_release_freezes_tree_in_order() -> None:
    release = make_release(lessons=2, modules=2)
    assert [(unit.kind, unit.slug) for unit in release.units.all()] == [
        (UnitKind.MODULE, f"{release.course.slug}-part-1"),
        (UnitKind.LESSON, "lesson-1-1"),
        (UnitKind.LESSON, "lesson-1-2"),
        (UnitKind.MODULE, f"{release.course.slug}-part-2"),
        (UnitKind.LESSON, "lesson-2-1"),
        (UnitKind.LESSON, "lesson-2-2"),
    ]
    lesson = release.units.get(slug="lesson-2-1")
    assert lesson.parent.slug == f"{release.course.slug}-part-2"
    assert lesson.digest == digest(lesson.source)


def test_release_does_not_move_when_an_author_edits() -> None:
    course = make_course()
    release = make_release(course)
    before = list(release.units.values_list("slug", "source", "digest"))
    edit_block(lesson_of(course), 1, "<p>Changed.</p>")
    assert list(release.units.values_list("slug", "source", "digest")) == before


def test_releasing_again_without_a_change_gives_the_same_release() -> None:
    course = make_course()
    assert release_course(course, actor=None) == release_course(course, actor=None)


def test_releasing_after_a_change_gives_the_next_number() -> None:
    course = make_course()
    first = release_course(course, actor=make_user())
    edit_block(lesson_of(course), 1, "<p>Changed.</p>")
    second = release_course(course, actor=make_user(), note="One sentence clearer")
    assert (first.number, second.number) == (1, 2)
    assert second.units.get(slug="lesson-1-1").source["blocks"][1]["value"] == "<p>Changed.</p>"


def test_draft_pages_stay_out() -> None:
    course = make_course()
    lesson_of(course, "lesson-1-2").unpublish()
    assert "lesson-1-2" not in release_course(course, actor=None).units.values_list("slug", flat=True)


def test_course_without_lessons_is_refused() -> None:
    with pytest.raises(ReleaseRefused, match="no published lesson"):
        release_course(make_course_record(), actor=None)


def test_warnings_stop_only_who_asks_for_it() -> None:
    course = make_course()
    course.competencies.add(make_competency("T-LO9"))
    assert [finding.sentence for finding in preflight(course)] == ["No question assesses outcome T-LO9."]
    with pytest.raises(ReleaseRefused):
        release_course(course, actor=None, force_warnings=False)
    assert release_course(course, actor=None).number == 1


def test_completion_rule_must_name_units_of_the_course() -> None:
    course = make_course()
    course.default_completion = {"lessons": "all", "assessments": [{"unit": "final", "pass_percent": 70}]}
    course.save()
    with pytest.raises(ReleaseRefused, match="“final”"):
        release_course(course, actor=None)


def test_preflight_names_missing_translations() -> None:
    course = make_course(languages=("en", "ja"))
    lesson_of(course, "lesson-1-2", "ja").unpublish()
    assert [(str(f.sentence), f.language) for f in preflight(course)] == [
        ("“Lesson 1.2” is not translated: 日本語.", "ja")
    ]
