"""What a person may ask about their data, and how long each kind of record is kept."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    CORRECTION = "correction", _("Correct my data")
    DELETION = "deletion", _("Delete my data")


class RequestState(models.TextChoices):
    OPEN = "open", _("Received")
    IN_PROGRESS = "in_progress", _("Being handled")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def pending(self) -> Self:
        return self.filter(state__in=[RequestState.OPEN, RequestState.IN_PROGRESS])


class DataRequest(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what you ask for"), max_length=12, choices=RequestKind.choices)
    text = models.TextField(_("what is wrong, or what to delete"), max_length=3000, blank=True)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.TextField(_("answer to the person"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="data_requests_handled"
    )
    handled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="data_request_one_pending_per_kind",
                fields=["person", "kind"],
                condition=models.Q(state__in=["open", "in_progress"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class RetentionRule(models.Model):
    """How long one kind of record is kept. The site's own figure; the code brings a default."""

    kind = models.SlugField(max_length=40, unique=True)
    months = models.PositiveIntegerField(
        help_text=_("Months after which records of this kind are disposed of.")
    )
    legal_note = models.CharField(_("legal basis or decision"), max_length=300, blank=True)
    enforced_at = models.DateTimeField(null=True, blank=True, editable=False)
    disposed_count = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind
