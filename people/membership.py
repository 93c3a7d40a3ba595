"""Who belongs where, from when to when. Memberships and appointments end; they are never deleted."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import audit, groups
from people.errors import MembershipRefused
from people.models import Agency, Appointment, Membership, User


@transaction.atomic
def join(
    person: User,
    agency: Agency,
    *,
    role: str,
    actor: User | None,
    post: str = "",
    from_on: date | None = None,
) -> Membership:
    """The person belongs to the agency in this role. Joining twice returns the membership there is."""
    User.objects.select_for_update().get(pk=person.pk)
    existing = Membership.objects.filter(person=person, agency=agency, role=role, to_on=None).first()
    if existing:
        return existing
    membership = Membership.objects.create(
        person=person, agency=agency, role=role, post=post, from_on=from_on or timezone.localdate()
    )
    audit.record(
        actor, "membership.joined", "membership", membership.pk, person=person.pk, agency=agency.pk, role=role
    )
    return membership


@transaction.atomic
def leave(membership: Membership, *, actor: User | None, on: date | None = None) -> Membership:
    """The membership ends; its period stays on record."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    day = on or timezone.localdate()
    if membership.to_on is not None:
        raise MembershipRefused(_("This membership has already ended."))
    if day < membership.from_on:
        raise MembershipRefused(_("A membership cannot end before it begins. Choose a later date."))
    membership.to_on = day
    membership.save(update_fields=["to_on"])
    audit.record(
        actor,
        "membership.left",
        "membership",
        membership.pk,
        person=membership.person_id,
        agency=membership.agency_id,
        role=membership.role,
    )
    return membership


@transaction.atomic
def change_role(
    membership: Membership, *, role: str, actor: User | None, post: str | None = None, on: date | None = None
) -> Membership:
    """The old membership ends, a new one begins the same day."""
    if role == membership.role:
        raise MembershipRefused(_("This person already has that role here."))
    ended = leave(membership, actor=actor, on=on)
    return join(
        ended.person,
        ended.agency,
        role=role,
        actor=actor,
        post=ended.post if post is None else post,
        from_on=ended.to_on,
    )


@transaction.atomic
def appoint(person: User, *, role: str, actor: User | None, from_on: date | None = None) -> Appointment:
    """A role of the whole platform. It also opens the editing rooms of that role."""
    User.objects.select_for_update().get(pk=person.pk)
    existing = Appointment.objects.filter(person=person, role=role, to_on=None).first()
    if existing:
        return existing
    appointment = Appointment.objects.create(
        person=person, role=role, from_on=from_on or timezone.localdate()
    )
    groups.admit(person, role)
    audit.record(actor, "appointment.made", "appointment", appointment.pk, person=person.pk, role=role)
    return appointment


@transaction.atomic
def dismiss(appointment: Appointment, *, actor: User | None, on: date | None = None) -> Appointment:
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.to_on is not None:
        raise MembershipRefused(_("This appointment has already ended."))
    appointment.to_on = on or timezone.localdate()
    appointment.save(update_fields=["to_on"])
    groups.send_out(appointment.person, appointment.role)
    audit.record(
        actor,
        "appointment.ended",
        "appointment",
        appointment.pk,
        person=appointment.person_id,
        role=appointment.role,
    )
    return appointment
