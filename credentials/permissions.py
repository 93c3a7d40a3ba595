"""Who may see, take back and replace certificates. What one may not see answers 404.

The scope of staff (a run, an event) lives in the app that owns it: that app registers which contexts a
person is staff of, and this one never asks what a context means.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from credentials.models import Credential
from people.models import AppointmentRole, User
from people.roles import has_role

ContextsOf = Callable[[User], Iterable[str] | QuerySet[Any]]
_scopes: list[ContextsOf] = []

OVERSEERS = (
    AppointmentRole.ADMINISTRATOR.value,
    AppointmentRole.MANAGER.value,
    AppointmentRole.AUDITOR.value,
)
ISSUERS = (AppointmentRole.ADMINISTRATOR.value, AppointmentRole.MANAGER.value)


def register_scope(contexts_of: ContextsOf) -> None:
    """Called in ``AppConfig.ready``: ``contexts_of(user)`` gives the contexts whose awards this person may
    see."""
    if contexts_of not in _scopes:
        _scopes.append(contexts_of)


def viewable_by(user: Any) -> QuerySet[Credential]:
    if not isinstance(user, User) or not user.is_active:
        return Credential.objects.none()
    if has_role(user, *OVERSEERS):
        return Credential.objects.all()
    mine = Q(recipient=user)
    for contexts_of in _scopes:
        mine |= Q(context__in=contexts_of(user))
    return Credential.objects.filter(mine)


def can_view(user: Any, credential: Credential) -> bool:
    return viewable_by(user).filter(pk=credential.pk).exists()


def revocable_by(user: Any) -> QuerySet[Credential]:
    allowed = isinstance(user, User) and user.is_active and has_role(user, *ISSUERS)
    return Credential.objects.current() if allowed else Credential.objects.none()


def can_revoke(user: Any, credential: Credential) -> bool:
    return revocable_by(user).filter(pk=credential.pk).exists()


def can_manage(user: Any) -> bool:
    """Achievements, signatories, the issuer, and the register of certificates in the administration."""
    return isinstance(user, User) and user.is_active and has_role(user, *ISSUERS)


def can_oversee(user: Any) -> bool:
    """May read the whole register."""
    return isinstance(user, User) and user.is_active and has_role(user, *OVERSEERS)
