"""Background work as rows. A message on the broker is only a hint; the row is the truth."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.errors import Cancelled

# A worker that has not touched its row for this long is taken for dead.
SILENCE = timedelta(minutes=5)
MAX_STARTS = 5


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def silent(self) -> Self:
        """Unfinished rows whose message or worker was lost."""
        return self.unfinished().filter(touched_at__lt=timezone.now() - SILENCE)


class Job(models.Model):
    """One piece of background work: what, for whom, how far, what went wrong."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list, help_text="[{ref, message}], to be downloaded")
    error = models.TextField(blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    starts = models.PositiveSmallIntegerField(default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                name="job_unfinished_touched",
                fields=["touched_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def is_finished(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    def advance(self, *, done: int | None = None, total: int | None = None) -> None:
        """Say how far the work is; also the sign of life the sweeper looks for."""
        if done is not None:
            self.done = done
        if total is not None:
            self.total = total
        self.touched_at = timezone.now()
        self.save(update_fields=["done", "total", "touched_at"])

    def step(self) -> None:
        """One more done, counted by the database, so that parallel steps add up."""
        Job.objects.filter(pk=self.pk).update(done=F("done") + 1, touched_at=timezone.now())
        self.done += 1

    def fail_item(self, ref: str, message: str) -> None:
        """Note one failed item; the job goes on."""
        self.failures = [*self.failures, {"ref": ref, "message": message}]
        self.save(update_fields=["failures"])

    def raise_if_cancelled(self) -> None:
        """Raises Cancelled when somebody pressed Cancel; call between items."""
        if Job.objects.filter(pk=self.pk, is_cancel_requested=True).exists():
            raise Cancelled

    def as_dict(self) -> dict[str, Any]:
        return {"state": self.state, "done": self.done, "total": self.total, "failures": len(self.failures)}
