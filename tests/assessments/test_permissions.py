"""Each permission is one question in two forms; here the two are held together."""

import pytest
from django.contrib.auth.models import AnonymousUser

from assessments import attempts, permissions
from assessments.models import Attempt, Delivery, DeliveryMarker, Item
from curriculum.models import SubjectRole, SubjectRoleKind
from people import roles
from tests.factories.assessments import make_attempt, make_delivery, make_item, make_subject_area
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

PAIRS = [
    (permissions.can_take, permissions.takeable_by, Attempt),
    (permissions.can_grade, permissions.gradable_by, Attempt),
    (permissions.can_extend, permissions.extendable_by, Delivery),
    (permissions.can_edit_item, permissions.items_editable_by, Item),
    (permissions.can_publish_item, permissions.items_publishable_by, Item),
    (permissions.can_read_item, permissions.items_readable_by, Item),
]


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    learner, marker, coordinator, author, reviewer = (make_user() for _ in range(5))
    area = make_subject_area()
    item = make_item("true_false", subject_area=area)
    make_item("true_false")
    delivery = make_delivery(items=[item])
    for person in (learner, marker):
        attempts.submit(make_attempt(delivery, person), actor=person)
    make_attempt(delivery, coordinator)
    DeliveryMarker.objects.create(delivery=delivery, person=marker)
    SubjectRole.objects.create(person=author, subject_area=area, role=SubjectRoleKind.AUTHOR)
    SubjectRole.objects.create(person=reviewer, subject_area=None, role=SubjectRoleKind.REVIEWER)
    monkeypatch.setattr(permissions, "_staff", [])
    permissions.register_staff(
        lambda user, one: user == coordinator and one == delivery,
        lambda user: Delivery.objects.filter(pk=delivery.pk if user == coordinator else None),
    )
    return {
        "nobody": AnonymousUser(), "learner": learner, "marker": marker, "coordinator": coordinator,
        "author": author, "reviewer": reviewer,
    }  # fmt: skip


@pytest.mark.parametrize(("can", "able", "model"), PAIRS)
def test_the_question_and_the_queryset_agree(
    people: dict[str, object], can: object, able: object, model: type
) -> None:
    asked = False
    for person in people.values():
        allowed = {row.pk for row in model.objects.all() if can(person, row)}
        assert allowed == set(able(person).values_list("pk", flat=True))
        asked = asked or bool(allowed)
    assert asked


def test_nobody_marks_their_own_attempt(people: dict[str, object]) -> None:
    marker = people["marker"]
    assert not permissions.can_grade(marker, Attempt.objects.get(person=marker))


def test_marker_is_a_role(people: dict[str, object]) -> None:
    assert roles.MARKER in roles.roles_of(people["marker"])
    assert roles.MARKER not in roles.roles_of(people["learner"])
