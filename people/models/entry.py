"""Ways in: invitations by mail, printed first-entry slips, and recovery through a named person."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PassKind(models.TextChoices):
    MAIL = "mail", _("Invitation by e-mail")
    SLIP = "slip", _("First-entry slip")
    RECOVERY = "recovery", _("Recovery code")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Still usable: not accepted, not withdrawn, not expired."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A secret that lets one person in once. Only its digest is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=10, choices=PassKind.choices, default=PassKind.MAIL)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="invitations_issued"
    )
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                name="invitation_one_open_per_kind",
                fields=["person", "kind"],
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"

    @property
    def state(self) -> str:
        if self.accepted_at:
            return str(_("Accepted"))
        if self.withdrawn_at:
            return str(_("Withdrawn"))
        return str(_("Expired") if self.expires_at <= timezone.now() else _("Waiting"))


class RecoveryContact(models.Model):
    """Whom a person named as able to vouch for them when all else is lost."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_contact")
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovers")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_contact_is_another", condition=~Q(person=F("contact")))
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} for {self.person_id}"


class RecoveryRequest(models.Model):
    """Step one: somebody vouches for a person. Step two: another person confirms, and a code is issued."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_requests")
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recoveries_vouched"
    )
    evidence = models.CharField(_("how you know it is this person"), max_length=300)
    vouched_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="recoveries_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["vouched_at"]
        constraints = [
            models.UniqueConstraint(
                name="recovery_one_open_per_person", fields=["person"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="recovery_takes_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("vouched_by"))
            ),
            models.CheckConstraint(name="recovery_not_for_oneself", condition=~Q(vouched_by=F("person"))),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
