"""Who may see, mark and extend attempts, in pairs: a question about one, and the set of all it is true for.

Who looks after a delivery is known to the app that opened it; that app registers its pair here.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from assessments.models import Attempt, Delivery, Item
from curriculum.models import SubjectRoleKind
from curriculum.permissions import areas_of
from people.models import User

Somebody = User | AnonymousUser
Holds = Callable[[User, Delivery], bool]
Deliveries = Callable[[User], QuerySet[Delivery]]

_staff: list[tuple[Holds, Deliveries]] = []


def register_staff(looks_after: Holds, looked_after_by: Deliveries) -> None:
    """``looks_after(user, delivery)`` and the deliveries it is true for; called in ``AppConfig.ready``."""
    if (looks_after, looked_after_by) not in _staff:
        _staff.append((looks_after, looked_after_by))


# --- Taking ---------------------------------------------------------------------------------------
def can_take(user: Somebody, attempt: Attempt) -> bool:
    return user.is_authenticated and attempt.person_id == user.pk


def takeable_by(user: Somebody) -> QuerySet[Attempt]:
    return Attempt.objects.filter(person=user) if user.is_authenticated else Attempt.objects.none()


# --- Marking --------------------------------------------------------------------------------------
def can_grade(user: Somebody, attempt: Attempt) -> bool:
    """Markers of the delivery, never of their own attempt."""
    return (
        user.is_authenticated
        and attempt.person_id != user.pk
        and attempt.is_closed
        and attempt.delivery.markers.filter(person=user).exists()
    )


def gradable_by(user: Somebody) -> QuerySet[Attempt]:
    if not user.is_authenticated:
        return Attempt.objects.none()
    return Attempt.objects.closed().filter(delivery__markers__person=user).exclude(person=user)


# --- Extending ------------------------------------------------------------------------------------
def can_extend(user: Somebody, delivery: Delivery) -> bool:
    return isinstance(user, User) and user.is_active and any(holds(user, delivery) for holds, __ in _staff)


def extendable_by(user: Somebody) -> QuerySet[Delivery]:
    if not isinstance(user, User) or not user.is_active or not _staff:
        return Delivery.objects.none()
    found = Q()
    for __, deliveries in _staff:
        found |= Q(pk__in=deliveries(user).values("pk"))
    return Delivery.objects.filter(found)


def is_marker(user: User) -> bool:
    """Whether somebody marks any delivery (``people.roles``)."""
    return user.markings.exists()


# --- Writing --------------------------------------------------------------------------------------
def can_write_items(user: Somebody) -> bool:
    """Whether somebody is an author of any subject area."""
    return areas_of(user, [SubjectRoleKind.AUTHOR]).exists()


def can_edit_item(user: Somebody, item: Item) -> bool:
    return (
        areas_of(user, [SubjectRoleKind.AUTHOR, SubjectRoleKind.TRANSLATOR])
        .filter(pk=item.subject_area_id)
        .exists()
    )


def items_editable_by(user: Somebody) -> QuerySet[Item]:
    return Item.objects.filter(
        subject_area__in=areas_of(user, [SubjectRoleKind.AUTHOR, SubjectRoleKind.TRANSLATOR])
    )


def can_publish_items(user: Somebody) -> bool:
    """Whether somebody is a reviewer of any subject area."""
    return areas_of(user, [SubjectRoleKind.REVIEWER]).exists()


def can_publish_item(user: Somebody, item: Item) -> bool:
    """Putting a question into use is the reviewer's step, as for lessons."""
    return areas_of(user, [SubjectRoleKind.REVIEWER]).filter(pk=item.subject_area_id).exists()


def items_publishable_by(user: Somebody) -> QuerySet[Item]:
    return Item.objects.filter(subject_area__in=areas_of(user, [SubjectRoleKind.REVIEWER]))


def can_read_item(user: Somebody, item: Item) -> bool:
    return areas_of(user).filter(pk=item.subject_area_id).exists()


def items_readable_by(user: Somebody) -> QuerySet[Item]:
    return Item.objects.filter(subject_area__in=areas_of(user))
