"""Draft, check, publish: who may do what with which pages, and the way back to the author."""

import pytest
from wagtail.models import TaskState, WorkflowState

from curriculum.editorial import create_editorial_workflow, waiting_for
from curriculum.models import SubjectRole, SubjectRoleKind
from curriculum.permissions import (
    can_edit_course,
    can_release_course,
    courses_editable_by,
    courses_releasable_by,
)
from tests.factories.curriculum import (
    lesson_of,
    make_area,
    make_course,
    make_course_record,
    make_subject_role,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    course = make_course(lessons=1, course=make_course_record(subject_area=make_area("koban")))
    create_editorial_workflow()
    return lesson_of(course)


@pytest.fixture
def author():
    return make_subject_role(SubjectRoleKind.AUTHOR, make_area("koban"))


@pytest.fixture
def reviewer():
    return make_subject_role(SubjectRoleKind.REVIEWER, make_area("koban"))


def submitted(lesson, author):
    """The author changes the lesson and asks for the check."""
    lesson.title = "A better title"
    lesson.save_revision(user=author)
    lesson.get_workflow().start(lesson, author)
    lesson.refresh_from_db()
    return lesson


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_author_edits_pages_of_the_own_subject_area_only(lesson, author) -> None:
    other = make_course(lessons=1, course=make_course_record(subject_area=make_area("traffic")))
    assert lesson.permissions_for_user(fresh(author)).can_edit()
    assert not lesson_of(other).permissions_for_user(fresh(author)).can_edit()


def test_author_does_not_publish_and_reviewer_does(lesson, author, reviewer) -> None:
    assert not lesson.permissions_for_user(fresh(author)).can_publish()
    assert lesson.permissions_for_user(fresh(reviewer)).can_publish()


def test_role_without_an_area_counts_for_all(lesson) -> None:
    everywhere = make_subject_role(SubjectRoleKind.AUTHOR, None)
    assert lesson.permissions_for_user(fresh(everywhere)).can_edit()


def test_permissions_end_with_the_role(lesson, author) -> None:
    assert fresh(author).has_perm("wagtailadmin.access_admin")
    SubjectRole.objects.filter(person=author).delete()
    assert not lesson.permissions_for_user(fresh(author)).can_edit()
    assert not fresh(author).has_perm("wagtailadmin.access_admin")
    assert not fresh(author).is_staff


def test_course_made_after_the_role_is_covered(author) -> None:
    course = make_course(lessons=1, course=make_course_record(subject_area=make_area("koban")))
    assert lesson_of(course).permissions_for_user(fresh(author)).can_edit()


def test_rejection_with_comment_returns_the_page_and_leaves_the_live_one(lesson, author, reviewer) -> None:
    page = submitted(lesson, author)
    assert page.permissions_for_user(fresh(author)).page_locked()
    task_state = page.current_workflow_task_state
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="The year is wrong.")
    page = lesson_of(page.get_parent().get_parent().specific.course)
    assert page.title == "Lesson 1.1"
    assert page.live
    assert page.get_latest_revision_as_object().title == "A better title"
    state = WorkflowState.objects.get(object_id=str(page.pk))
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert TaskState.objects.get(workflow_state=state).comment == "The year is wrong."
    assert not page.permissions_for_user(fresh(author)).page_locked()
    assert page.permissions_for_user(fresh(author)).can_edit()


def test_approval_publishes(lesson, author, reviewer) -> None:
    page = submitted(lesson, author)
    task_state = page.current_workflow_task_state
    task_state.task.specific.on_action(task_state, reviewer, "approve")
    page.refresh_from_db()
    assert page.title == "A better title"


def test_nobody_checks_the_own_request(lesson, reviewer) -> None:
    page = submitted(lesson, reviewer)
    assert page.current_workflow_task.get_actions(page, reviewer) == []
    assert waiting_for(reviewer) == []


def test_waiting_pages_are_shown_to_reviewers_of_the_area(lesson, author, reviewer) -> None:
    stranger = make_subject_role(SubjectRoleKind.REVIEWER, make_area("traffic"))
    page = submitted(lesson, author)
    assert [state.revision.content_object for state in waiting_for(reviewer)] == [page]
    assert waiting_for(stranger) == []
    assert page.current_workflow_task.get_actions(page, stranger) == []


def test_workflow_is_made_once(lesson) -> None:
    assert create_editorial_workflow() == create_editorial_workflow()


@pytest.mark.parametrize(
    ("can", "able", "role"),
    [
        (can_edit_course, courses_editable_by, SubjectRoleKind.AUTHOR),
        (can_release_course, courses_releasable_by, SubjectRoleKind.REVIEWER),
    ],
)
def test_question_and_queryset_agree(can, able, role) -> None:
    area = make_area("koban")
    courses = [make_course_record(subject_area=area), make_course_record(subject_area=make_area("traffic"))]
    people = [
        make_subject_role(SubjectRoleKind.AUTHOR, area),
        make_subject_role(SubjectRoleKind.REVIEWER, area),
        make_subject_role(SubjectRoleKind.AUTHOR, None),
        make_user(),
        make_user(is_superuser=True),
    ]
    for person in people:
        assert {c.pk for c in courses if can(person, c)} == set(able(person).values_list("pk", flat=True))
