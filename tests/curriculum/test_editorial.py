"""Draft, check, publish: who may do what with which pages, and the way back to the author."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

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


# --- The same in the CMS, through its own pages -----------------------------------------------------------------
def cms(person) -> Client:
    person = fresh(person)
    person.is_fictitious = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


def edited(client: Client, lesson, **changes):
    """The fields of the page's own edit form, as a browser would send them back."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).context["form"]
    fields = {
        "title": lesson.title,
        "slug": lesson.slug,
        "summary": lesson.summary,
        "minutes": lesson.minutes,
    }
    body = nested_form_data({"body": streamfield([("text", rich_text("<p>New words.</p>"))])})
    missing = {name: "" for name in form.fields if name not in {*fields, "body", "outcomes"}}
    return {**missing, **fields, "is_required": "on", **body, "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0", **changes}  # fmt: skip


def test_rejection_in_the_cms_returns_the_page_with_its_comment(lesson, author, reviewer, settings) -> None:
    settings.IS_DEMONSTRATION = True  # fictitious people need no second factor
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    writing = cms(author)
    data = edited(writing, lesson, title="A better title", **{"action-submit": "1"})
    assert writing.post(url, data).status_code == 302
    page = lesson_of(lesson.get_parent().get_parent().specific.course)
    assert page.workflow_in_progress and page.title == "Lesson 1.1"
    reviewing = cms(reviewer)
    assert "A better title" in reviewing.get("/admin/").content.decode()
    act = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "reject", page.current_workflow_task_state.pk]
    )
    assert reviewing.post(act, {"comment": "The year is wrong."}).status_code in {200, 302}
    page = lesson_of(lesson.get_parent().get_parent().specific.course)
    assert (page.live, page.title) == (True, "Lesson 1.1")
    assert page.get_latest_revision_as_object().title == "A better title"
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    html = writing.get(url).content.decode()
    assert "The year is wrong." in html and "A better title" in html
    data = edited(writing, lesson, title="The right year", **{"action-submit": "1"})
    assert writing.post(url, data).status_code == 302
    page = lesson_of(lesson.get_parent().get_parent().specific.course)
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    approve = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk]
    )
    assert reviewing.post(approve, {"comment": ""}).status_code in {200, 302}
    assert lesson_of(page.get_parent().get_parent().specific.course).title == "The right year"


def test_author_cannot_decide_the_own_page_in_the_cms(lesson, author, settings) -> None:
    settings.IS_DEMONSTRATION = True
    page = submitted(lesson, author)
    for decision in ("approve", "reject"):
        url = reverse(
            "wagtailadmin_pages:workflow_action",
            args=[page.pk, decision, page.current_workflow_task_state.pk],
        )
        cms(author).post(url, {"comment": "Fine."})
    assert lesson_of(page.get_parent().get_parent().specific.course).title == "Lesson 1.1"
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
