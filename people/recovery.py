"""Giving access back when password and second factor are lost: two people, two steps, both on record.

Step one: the contact the person named, or an administrator, vouches for the person and says how they know.
Step two: an administrator who is neither of the two confirms; a one-time code is shown once and handed over.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import audit, invitations, notifications
from people.errors import RecoveryRefused
from people.invitations import Slip
from people.models import NotificationKind, RecoveryContact, RecoveryRequest, User
from people.roles import is_administrator


@transaction.atomic
def name_contact(person: User, contact: User | None, *, actor: User) -> RecoveryContact | None:
    """The person names who may vouch for them; None takes the name back."""
    if contact is None:
        RecoveryContact.objects.filter(person=person).delete()
        audit.record(actor, "recovery.contact_removed", "user", person.pk)
        return None
    if contact.pk == person.pk:
        raise RecoveryRefused(_("Name another person, not yourself."))
    named, _created = RecoveryContact.objects.update_or_create(
        person=person, defaults={"contact": contact, "named_at": timezone.now()}
    )
    audit.record(actor, "recovery.contact_named", "user", person.pk, contact=contact.pk)
    return named


def may_vouch(actor: User, person: User) -> bool:
    if actor.pk == person.pk:
        return False
    named = RecoveryContact.objects.filter(person=person, contact=actor).exists()
    return named or is_administrator(actor)


@transaction.atomic
def vouch(person: User, *, actor: User, evidence: str) -> RecoveryRequest:
    """Step one. An open request is returned as it is."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_vouch(actor, person):
        raise RecoveryRefused(_("Only the contact this person named, or an administrator, can vouch."))
    if not evidence.strip():
        raise RecoveryRefused(_("Say how you know it is this person."))
    existing = RecoveryRequest.objects.filter(person=person, closed_at=None).first()
    if existing:
        return existing
    request = RecoveryRequest.objects.create(person=person, vouched_by=actor, evidence=evidence.strip())
    audit.record(actor, "recovery.vouched", "recovery_request", request.pk, person=person.pk)
    return request


@transaction.atomic
def confirm(request: RecoveryRequest, *, actor: User) -> Slip:
    """Step two: the code, shown once. The person is told on every channel we have."""
    request = RecoveryRequest.objects.select_for_update().get(pk=request.pk)
    if request.closed_at:
        raise RecoveryRefused(_("This request is already closed."))
    if not is_administrator(actor):
        raise RecoveryRefused(_("Only an administrator can confirm."))
    if actor.pk in (request.vouched_by_id, request.person_id):
        raise RecoveryRefused(_("A second person must confirm: not the one who vouched."))
    request.confirmed_by = actor
    request.confirmed_at = request.closed_at = timezone.now()
    request.save(update_fields=["confirmed_by", "confirmed_at", "closed_at"])
    slip = invitations.issue_recovery_code(request.person, actor=actor)
    audit.record(
        actor,
        "recovery.confirmed",
        "recovery_request",
        request.pk,
        person=request.person_id,
        vouched_by=request.vouched_by_id,
    )
    notifications.notify(
        request.person,
        NotificationKind.ACCOUNT,
        title=_("A recovery code was issued for your account"),
        body=_("If you did not ask for it, tell your administrator at once."),
        url="",
        actor=actor,
    )
    return slip


@transaction.atomic
def decline(request: RecoveryRequest, *, actor: User) -> RecoveryRequest:
    request = RecoveryRequest.objects.select_for_update().get(pk=request.pk)
    if request.closed_at:
        raise RecoveryRefused(_("This request is already closed."))
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
    audit.record(actor, "recovery.declined", "recovery_request", request.pk, person=request.person_id)
    return request
