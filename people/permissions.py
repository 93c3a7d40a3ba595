"""Who may see and do what with people, in pairs: a question about one, and the set of all it is true for."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from people.models import (
    Agency,
    AuditEntry,
    DataRequest,
    Invitation,
    Membership,
    MembershipRole,
    OutgoingMail,
    RecoveryRequest,
    User,
)
from people.roles import is_administrator, is_auditor

Somebody = User | AnonymousUser

_slip_sources: list[Callable[[User], QuerySet[User]]] = []


def register_slip_source(printable: Callable[[User], QuerySet[User]]) -> None:
    """An app adds the people whose slips its roles may print (a coordinator: the people of their runs)."""
    if printable not in _slip_sources:
        _slip_sources.append(printable)


# --- First-entry slips ----------------------------------------------------------------------------


def slip_printable_by(user: Somebody) -> QuerySet[User]:
    """Focal points and contacts: people of their agencies. Coordinators by registration. Never for oneself,
    nor for staff accounts: a printed code must not open the editing rooms."""
    nobody = User.objects.none()
    if not isinstance(user, User) or not user.is_active:
        return nobody
    people = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if is_administrator(user):
        return people.filter(is_superuser=False)
    allowed = Q(pk__in=_people_of_agencies(user))
    for printable in _slip_sources:
        allowed |= Q(pk__in=printable(user).order_by().values("pk"))
    return people.filter(allowed, is_staff=False, is_superuser=False)


def can_print_slip(user: Somebody, person: User) -> bool:
    return slip_printable_by(user).filter(pk=person.pk).exists()


def _people_of_agencies(user: User) -> QuerySet[Membership, Any]:
    agencies = agencies_led_by(user)
    return Membership.objects.current().filter(agency__in=agencies).order_by().values("person")


# --- Agencies -------------------------------------------------------------------------------------


def agencies_led_by(user: Somebody) -> QuerySet[Agency]:
    """Agencies, and their sections, for which the person is focal point or contact."""
    if not isinstance(user, User) or not user.is_active:
        return Agency.objects.none()
    own = (
        Membership.objects.current()
        .with_role(MembershipRole.FOCAL_POINT, MembershipRole.CONTACT)
        .filter(person=user)
        .order_by()
        .values("agency")
    )
    return Agency.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


def can_lead(user: Somebody, agency: Agency) -> bool:
    return agencies_led_by(user).filter(pk=agency.pk).exists()


# --- Recovery -------------------------------------------------------------------------------------


def recovery_confirmable_by(user: Somebody) -> QuerySet[RecoveryRequest]:
    if not isinstance(user, User) or not is_administrator(user):
        return RecoveryRequest.objects.none()
    return RecoveryRequest.objects.filter(closed_at=None).exclude(vouched_by=user).exclude(person=user)


def can_confirm_recovery(user: Somebody, request: RecoveryRequest) -> bool:
    return recovery_confirmable_by(user).filter(pk=request.pk).exists()


def vouchable_by(user: Somebody) -> QuerySet[User]:
    """For whom one may vouch: those who named one as their contact; anybody, for an administrator."""
    if not isinstance(user, User) or not user.is_active:
        return User.objects.none()
    people = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return people if is_administrator(user) else people.filter(recovery_contact__contact=user)


def can_vouch(user: Somebody, person: User) -> bool:
    return vouchable_by(user).filter(pk=person.pk).exists()


# --- Staff pages ----------------------------------------------------------------------------------


def data_requests_handled_by(user: Somebody) -> QuerySet[DataRequest]:
    if not isinstance(user, User) or not is_administrator(user):
        return DataRequest.objects.none()
    return DataRequest.objects.exclude(person=user)


def can_handle_data_request(user: Somebody, request: DataRequest) -> bool:
    return data_requests_handled_by(user).filter(pk=request.pk).exists()


def invitations_seen_by(user: Somebody) -> QuerySet[Invitation]:
    return Invitation.objects.all() if is_administrator(user) else Invitation.objects.none()


def can_see_invitation(user: Somebody, invitation: Invitation) -> bool:
    return invitations_seen_by(user).filter(pk=invitation.pk).exists()


def audit_read_by(user: Somebody) -> QuerySet[AuditEntry]:
    return (
        AuditEntry.objects.all() if is_auditor(user) or is_administrator(user) else AuditEntry.objects.none()
    )


def can_read_audit(user: Somebody) -> bool:
    return is_auditor(user) or is_administrator(user)


def can_open_mailbox(user: Somebody) -> bool:
    """Staff of a demonstration; elsewhere mail is between the site and the person."""
    is_staff = isinstance(user, User) and user.is_active and user.is_staff
    return is_staff and settings.IS_DEMONSTRATION


def mails_read_by(user: Somebody) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.all() if can_open_mailbox(user) else OutgoingMail.objects.none()


def can_read_mail(user: Somebody, mail: OutgoingMail) -> bool:
    return mails_read_by(user).filter(pk=mail.pk).exists()
