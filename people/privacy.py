"""What we hold about a person: a copy on demand, requests to correct or delete, how long each kind is kept.

Owns: the export, the queue of requests, erasing an account, the retention table and its daily enforcement.
Refuses to know: what other apps store; each registers an exporter, an eraser, and disposers with a period.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.schedule import every
from people import audit, membership, notifications
from people.errors import DataRequestRefused
from people.models import (
    AuditEntry,
    DataRequest,
    Invitation,
    Notification,
    NotificationKind,
    NotificationPreference,
    RequestKind,
    RequestState,
    RetentionRule,
    User,
)

Exporter = Callable[[User], Any]
Eraser = Callable[[User], None]

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Disposer:
    """One kind of record: how it is named on the privacy page, how long it is kept, how it is disposed of."""

    kind: str
    label: str | Promise
    months: int
    dispose: Callable[[datetime], int]
    legal_note: str = ""


_exporters: dict[str, Exporter] = {}
_erasers: dict[str, Eraser] = {}
_disposers: dict[str, Disposer] = {}


def register(name: str, export: Exporter) -> None:
    """What an app holds about a person, as plain data under its own name in the file."""
    _exporters[name] = export


def register_eraser(name: str, erase_for: Eraser) -> None:
    """What an app removes or blanks when an account is erased. Records with their own period stay."""
    _erasers[name] = erase_for


def register_disposer(
    kind: str,
    label: str | Promise,
    *,
    months: int,
    dispose: Callable[[datetime], int],
    legal_note: str = "",
) -> None:
    """``dispose(before)`` deletes what is older and answers how many records went."""
    _disposers[kind] = Disposer(kind, label, months, dispose, legal_note)


# --- My data as a file ----------------------------------------------------------------------------


def export(person: User, *, actor: User) -> dict[str, Any]:
    audit.record(actor, "data.exported", "user", person.pk)
    return {
        "format": "manabiya-person/1",
        "made_at": timezone.now().isoformat(),
        **{name: export_for(person) for name, export_for in sorted(_exporters.items())},
    }


def export_person(person: User) -> dict[str, Any]:
    fields = (
        "code", "email", "native_name", "primary_identifier", "secondary_identifier", "mrz_name", "kana_name",
        "name_order", "display_name", "country_id", "language", "second_language", "time_zone", "saves_data",
        "joined_at", "seen_at", "last_login",
    )  # fmt: skip
    return {
        "account": {name: getattr(person, name) for name in fields},
        "memberships": list(
            person.memberships.values("agency__code", "agency__name_en", "role", "post", "from_on", "to_on")
        ),
        "appointments": list(person.appointments.values("role", "from_on", "to_on")),
        "invitations": list(
            Invitation.objects.filter(person=person).values("kind", "issued_at", "expires_at", "accepted_at")
        ),
        "notices": list(
            Notification.objects.for_person(person).values("kind", "title", "body", "created_at", "read_at")
        ),
        "notice_preferences": notifications.preferences_of(person),
        "second_factors": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "sign_ins": list(
            UserSession.objects.filter(user=person).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "requests": list(
            DataRequest.objects.filter(person=person).values("kind", "text", "state", "answer", "asked_at")
        ),
        "record_of_acts": list(
            AuditEntry.objects.filter(actor_id=person.pk).values("at", "action", "object_type", "object_id")
        ),
    }


# --- Requests -------------------------------------------------------------------------------------


@transaction.atomic
def ask(person: User, *, kind: str, text: str = "") -> DataRequest:
    User.objects.select_for_update().get(pk=person.pk)
    if DataRequest.objects.pending().filter(person=person, kind=kind).exists():
        raise DataRequestRefused(_("You already asked for this. The answer comes to your notices."))
    request = DataRequest.objects.create(person=person, kind=kind, text=text)
    audit.record(person, f"data_request.{kind}", "data_request", request.pk)
    return request


@transaction.atomic
def take(request: DataRequest, *, actor: User) -> DataRequest:
    request = _pending(request)
    request.state, request.handled_by = RequestState.IN_PROGRESS, actor
    request.save(update_fields=["state", "handled_by"])
    audit.record(actor, "data_request.taken", "data_request", request.pk)
    return request


@transaction.atomic
def answer(request: DataRequest, *, actor: User, is_done: bool, text: str) -> DataRequest:
    """Close a request with words for the person. A granted deletion erases the account."""
    request = _pending(request)
    if not text.strip():
        raise DataRequestRefused(_("Write an answer the person can understand."))
    if actor.pk == request.person_id:
        raise DataRequestRefused(_("Another person must handle your own request."))
    request.state = RequestState.DONE if is_done else RequestState.REFUSED
    request.answer, request.handled_by, request.handled_at = text.strip(), actor, timezone.now()
    request.save(update_fields=["state", "answer", "handled_by", "handled_at"])
    audit.record(actor, f"data_request.{request.state}", "data_request", request.pk)
    if is_done and request.kind == RequestKind.DELETION:
        erase(request.person, actor=actor)
    else:
        notifications.notify(
            request.person,
            NotificationKind.ACCOUNT,
            title=_("Your data request was answered"),
            body=request.answer,
            actor=actor,
        )
    return request


def _pending(request: DataRequest) -> DataRequest:
    locked = DataRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state not in (RequestState.OPEN, RequestState.IN_PROGRESS):
        raise DataRequestRefused(_("This request is already closed."))
    return locked


@transaction.atomic
def erase(person: User, *, actor: User) -> User:
    """Close the account and blank who it was. Awards and learning records stay for their period, nameless."""
    person = User.objects.select_for_update().get(pk=person.pk)
    for ongoing in person.memberships.filter(to_on=None):
        membership.leave(ongoing, actor=actor, on=max(ongoing.from_on, timezone.localdate()))
    for appointment in person.appointments.filter(to_on=None):
        membership.dismiss(appointment, actor=actor, on=max(appointment.from_on, timezone.localdate()))
    for erase_for in _erasers.values():
        erase_for(person)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Invitation.objects.filter(person=person).delete()
    Notification.objects.filter(person=person).delete()
    NotificationPreference.objects.filter(person=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    person.email = None
    person.native_name = "—"
    person.primary_identifier = person.secondary_identifier = person.mrz_name = ""
    person.kana_name = person.display_name = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()
    audit.record(actor, "user.erased", "user", person.pk)
    return person


# --- Retention ------------------------------------------------------------------------------------


def retention_table() -> list[tuple[Disposer, RetentionRule]]:
    """Every registered kind with the site's figure; a new kind starts with the default of the code."""
    rules = {rule.kind: rule for rule in RetentionRule.objects.all()}
    missing = [
        RetentionRule(kind=kind, months=disposer.months, legal_note=disposer.legal_note)
        for kind, disposer in _disposers.items()
        if kind not in rules
    ]
    return [
        (disposer, rules.get(kind) or next(rule for rule in missing if rule.kind == kind))
        for kind, disposer in sorted(_disposers.items())
    ]


def load_retention_rules() -> None:
    """A row for every kind, so that staff can change the figures."""
    RetentionRule.objects.bulk_create(
        [rule for _disposer, rule in retention_table() if rule.pk is None], ignore_conflicts=True
    )


@every(seconds=24 * 3600)
def enforce_retention() -> dict[str, int]:
    """Dispose of what is older than its period. How many records of each kind went."""
    load_retention_rules()
    gone = {}
    for disposer, rule in retention_table():
        gone[disposer.kind] = disposer.dispose(timezone.now() - timedelta(days=rule.months * DAYS_PER_MONTH))
        rule.enforced_at = timezone.now()
        rule.disposed_count += gone[disposer.kind]
        rule.save(update_fields=["enforced_at", "disposed_count"])
    if any(gone.values()):
        audit.record(None, "retention.enforced", "retention_rule", gone=gone)
    return gone


def dispose_notices(before: datetime) -> int:
    return Notification.objects.filter(created_at__lt=before).delete()[0]


def dispose_invitations(before: datetime) -> int:
    return Invitation.objects.filter(expires_at__lt=before).delete()[0]


def dispose_sign_ins(before: datetime) -> int:
    return UserSession.objects.filter(last_seen_at__lt=before).delete()[0]


def dispose_requests(before: datetime) -> int:
    closed = DataRequest.objects.exclude(state__in=[RequestState.OPEN, RequestState.IN_PROGRESS])
    return closed.filter(handled_at__lt=before).delete()[0]


def register_own() -> None:
    """What this app itself brings to the registries; called when the app is ready."""
    register("people", export_person)
    set_here = "Decision of the operator of this site"
    register_disposer("notices", _("Notices"), months=12, dispose=dispose_notices, legal_note=set_here)
    register_disposer(
        "invitations", _("Invitations and slips"), months=6, dispose=dispose_invitations, legal_note=set_here
    )
    register_disposer(
        "sign_ins", _("List of sign-ins"), months=12, dispose=dispose_sign_ins, legal_note=set_here
    )
    register_disposer(
        "data_requests",
        _("Requests about personal data"),
        months=36,
        dispose=dispose_requests,
        legal_note=set_here,
    )
    register_disposer("audit", _("Record of acts"), months=36, dispose=audit.dispose, legal_note=set_here)
