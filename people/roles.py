"""Which roles a person holds. Roles live in the app that owns their scope; each registers its question here.

Owns: the list of roles, the registry, who must have a second factor.
Refuses to know: which course, run or delivery a role is about. A door asks its own permission, not this list.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from people.models import Appointment, AppointmentRole, Membership, User

AUTHOR: Final = "author"
TRANSLATOR: Final = "translator"
REVIEWER: Final = "reviewer"
COORDINATOR: Final = "coordinator"
MARKER: Final = "marker"

NEED_SECOND_FACTOR: Final = frozenset(
    {
        AppointmentRole.ADMINISTRATOR.value,
        AppointmentRole.MANAGER.value,
        AppointmentRole.AUDITOR.value,
        AUTHOR,
        TRANSLATOR,
        REVIEWER,
        COORDINATOR,
        MARKER,
    }
)

Question = Callable[[User], bool]
_questions: dict[str, list[Question]] = {}


def register(role: str, holds: Question) -> None:
    """Called in ``AppConfig.ready`` of the app that owns the role's scope; several may answer for one."""
    questions = _questions.setdefault(role, [])
    if holds not in questions:
        questions.append(holds)


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Every role the person holds now, somewhere; asked once a request (the middleware opens the memo)."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    memo: dict[str, frozenset[str]] | None = getattr(user, "roles_memo", None)
    if memo is None:
        return _ask_all(user)
    if "held" not in memo:
        memo["held"] = _ask_all(user)
    return memo["held"]


def _ask_all(user: User) -> frozenset[str]:
    held = set(
        Membership.objects.current()
        .filter(person=user)
        .order_by()
        .values_list("role", flat=True)
        .union(Appointment.objects.current().filter(person=user).order_by().values_list("role", flat=True))
    )
    if user.is_superuser:
        held.add(AppointmentRole.ADMINISTRATOR.value)
    held.update(role for role, questions in _questions.items() if any(holds(user) for holds in questions))
    return frozenset(held)


def has_role(user: User | AnonymousUser, *roles: str) -> bool:
    return not roles_of(user).isdisjoint(roles)


def is_administrator(user: User | AnonymousUser) -> bool:
    return (
        isinstance(user, User)
        and user.is_active
        and (user.is_superuser or _appointed(user, AppointmentRole.ADMINISTRATOR))
    )


def is_auditor(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and _appointed(user, AppointmentRole.AUDITOR)


def _appointed(user: User, *roles: str) -> bool:
    return Appointment.objects.current().filter(person=user, role__in=roles).exists()


def needing_second_factor() -> frozenset[str]:
    """The roles that need one, with those a site adds (focal points and contacts)."""
    return NEED_SECOND_FACTOR | frozenset(settings.SECOND_FACTOR_ALSO_FOR)


def require_mfa(user: User, held: frozenset[str] | None = None) -> bool:
    """Whether this person may do nothing before a second factor is set up."""
    if settings.IS_DEMONSTRATION and user.is_fictitious:
        return False
    return not needing_second_factor().isdisjoint(roles_of(user) if held is None else held)


def menu_roles(request: HttpRequest) -> frozenset[str]:
    """The roles as of the last few minutes, kept in the session: for menus, never for a door."""
    return frozenset(request.session.get("roles", ())) if request.user.is_authenticated else frozenset()
