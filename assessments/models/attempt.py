"""Attempts as journals: every save is appended, a pointer names the current answer, scores are a ledger."""

import secrets
import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Delivery
from assessments.models.item import ItemVersion, KeyRevision


def attempt_token() -> str:
    return secrets.token_urlsafe(24)


class AttemptState(models.TextChoices):
    OPEN = "open", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    EXPIRED = "expired", _("Closed by the clock")
    VOID = "void", _("Void")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def closed(self) -> Self:
        return self.filter(state__in=[AttemptState.SUBMITTED, AttemptState.EXPIRED])

    def open(self) -> Self:
        return self.filter(state=AttemptState.OPEN)

    def for_person(self, person: object) -> Self:
        return self.filter(person=person)


class Attempt(models.Model):
    """One try. All that decides it is fixed at the start: version, drawn items, option order, rules, time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    token = models.CharField(
        max_length=40, default=attempt_token, help_text="Ties the phone's queue to the attempt."
    )
    seed = models.PositiveBigIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    shows_answers = models.BooleanField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="When the server closes it.")
    credited_seconds = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    # An attempt closed by the clock waits for answers still on a phone; certificate and re-sit wait with it.
    provisional_until = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    is_passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["delivery_id", "person_id", "number"]
        indexes = [
            models.Index(name="attempt_due", fields=["due_at"], condition=Q(state="open")),
            models.Index(
                name="attempt_provisional",
                fields=["provisional_until"],
                condition=Q(provisional_until__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="attempt_number_once", fields=["delivery", "person", "number"]),
            models.UniqueConstraint(
                name="attempt_one_open_per_person", fields=["delivery", "person"], condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state in {AttemptState.SUBMITTED, AttemptState.EXPIRED}

    @property
    def is_final(self) -> bool:
        """Closed, and no answer that is still on a phone can change it."""
        return self.is_closed and self.provisional_until is None

    @property
    def percent(self) -> Decimal | None:
        if self.score is None:
            return None
        return (self.score * 100 / self.max_score).quantize(Decimal("0.01")) if self.max_score else Decimal(0)


class AttemptItem(models.Model):
    """One drawn question at its place, with the option order this person sees and the current answer."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    # {"choices": ["c", "a", "b"]}: the lists the interaction lets us mix, as this person sees them.
    part_order = models.JSONField(default=dict)
    is_flagged = models.BooleanField(default=False)
    current = models.ForeignKey("ItemResponse", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["attempt_id", "position"]
        constraints = [models.UniqueConstraint(name="attempt_position_once", fields=["attempt", "position"])]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}"


class ResponseStatus(models.TextChoices):
    """What the sender was told, and is told again when the same save arrives twice."""

    STORED = "stored", _("Saved")
    LATE = "late", _("Saved, sent late")
    SUPERSEDED = "superseded", _("A newer answer counts")
    REFUSED = "refused", _("Not accepted")  # never in the table


class ItemResponse(models.Model):
    """One save, never changed. ``effective_at`` = received − (phone at sending − phone at answering),
    kept in the order of ``serial`` among the answers of one device."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses")
    attempt_item = models.ForeignKey(AttemptItem, models.CASCADE, related_name="responses")
    client_id = models.CharField(max_length=64)
    response = models.JSONField(null=True, help_text="Empty: the answer was taken back.")
    language = models.CharField(max_length=10)
    edition = models.PositiveIntegerField(null=True)
    device = models.CharField(max_length=64, blank=True, help_text="Random, for this attempt only.")
    serial = models.PositiveIntegerField(default=0, help_text="Grows with each answer made on the device.")
    answered_at_client = models.DateTimeField(null=True)
    sent_at_client = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    is_late = models.BooleanField(default=False, help_text="Arrived after the attempt closed.")
    status = models.CharField(max_length=10, choices=ResponseStatus.choices, default=ResponseStatus.STORED)

    class Meta:
        ordering = ["attempt_item_id", "effective_at", "serial", "id"]
        constraints = [
            models.UniqueConstraint(name="response_client_id_once", fields=["attempt", "client_id"])
        ]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} {self.client_id}"


class ScoreKind(models.TextChoices):
    AUTOMATIC = "automatic", _("Automatic")
    MARKER = "marker", _("Marker")
    ADJUDICATION = "adjudication", _("Adjudication")
    REGRADE = "regrade", _("Corrected key")
    LATE = "late", _("Late answer")


class Score(models.Model):
    """A line of the ledger; the newest line of an item counts, the result of the attempt is derived."""

    attempt_item = models.ForeignKey(AttemptItem, models.CASCADE, related_name="scores")
    kind = models.CharField(max_length=12, choices=ScoreKind.choices)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    response = models.ForeignKey(ItemResponse, models.PROTECT, null=True, related_name="+")
    key_revision = models.ForeignKey(KeyRevision, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["attempt_item_id", "id"]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} {self.points}"
