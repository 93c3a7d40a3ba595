"""Who did what: entries appended as they happen, chained later by one sealer, in monthly segments."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class AuditSegment(models.Model):
    """A month of entries between two digests. Its entries may be disposed of; the segment stays."""

    month = models.DateField(unique=True, help_text="First day of the month.")
    opening_digest = models.CharField(max_length=64)
    head_digest = models.CharField(max_length=64, help_text="Digest of the last entry; final once closed.")
    first_sequence = models.PositiveBigIntegerField()
    entry_count = models.PositiveBigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="audit_disposed_only_when_closed",
                condition=Q(disposed_at=None) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def unsealed(self) -> Self:
        return self.filter(sequence=None)


class AuditEntry(models.Model):
    """One act. Holds ids, never names, so that erasing a person leaves the record true."""

    at = models.DateTimeField(default=timezone.now)
    actor_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    action = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict, blank=True)
    address_digest = models.CharField(
        max_length=16, blank=True, help_text="Keyed digest of the network address."
    )

    segment = models.ForeignKey(
        AuditSegment, models.PROTECT, null=True, blank=True, related_name="entries", editable=False
    )
    sequence = models.PositiveBigIntegerField(null=True, blank=True, unique=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(name="audit_unsealed", fields=["id"], condition=Q(sequence=None)),
            models.Index(name="audit_object", fields=["object_type", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"
