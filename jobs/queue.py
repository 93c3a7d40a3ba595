"""Put work in the queue, run it, cancel it, continue it, and sweep up what a lost message left behind."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.celery_app import app
from jobs.errors import Cancelled, UnknownKind
from jobs.models import MAX_STARTS, Job, JobState
from jobs.schedule import every

log = logging.getLogger(__name__)

Handler = Callable[[Job], None]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind. It must be idempotent: a job may be started twice."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(kind: str, *, args: dict[str, Any], actor: Any = None, total: int = 0) -> Job:
    """Write the row in the caller's transaction; the message goes out when it commits.

    Raises UnknownKind when nobody handles it.
    """
    if kind not in _handlers:
        raise UnknownKind(kind)
    job = Job.objects.create(kind=kind, args=args, actor=actor, total=total)
    transaction.on_commit(lambda: _send(job.pk))
    return job


def cancel(job: Job) -> Job:
    """Ask a job to stop. One that waits stops at once, one that runs at its next item."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        job.is_cancel_requested = True
        if job.state == JobState.QUEUED:
            job.state, job.finished_at = JobState.CANCELLED, timezone.now()
        job.save(update_fields=["is_cancel_requested", "state", "finished_at"])
    return job


def resume(job: Job) -> Job:
    """Continue a cancelled or failed job; its handler skips what is done."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state in {JobState.CANCELLED, JobState.FAILED}:
            job.state, job.finished_at, job.error = JobState.QUEUED, None, ""
            job.is_cancel_requested, job.failures, job.starts = False, [], 0
            job.touched_at = timezone.now()
            job.save()
            transaction.on_commit(lambda: _send(job.pk))
    return job


@every(seconds=60)
def sweep() -> int:
    """Send silent jobs again; give up on one that has died too often. Returns how many were sent."""
    sent = 0
    for job in Job.objects.silent():
        if job.starts >= MAX_STARTS:
            Job.objects.filter(pk=job.pk).update(
                state=JobState.FAILED, finished_at=timezone.now(), error="The worker died every time."
            )
            continue
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, touched_at=timezone.now())
        _send(job.pk)
        sent += 1
    return sent


@app.task(name="jobs.run")
def run(job_id: int) -> None:
    """Claim the row and do the work. A second message for a claimed or finished job does nothing."""
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, starts=F("starts") + 1, touched_at=timezone.now()
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    state, error = JobState.DONE, ""
    try:
        if job.kind not in _handlers:
            raise UnknownKind(job.kind)
        _handlers[job.kind](job)
    except Cancelled:
        state = JobState.CANCELLED
    except Exception as problem:
        log.exception("job failed", extra={"job": str(job.uuid), "kind": job.kind})
        state, error = JobState.FAILED, f"{type(problem).__name__}: {problem}"[:2000]
    Job.objects.filter(pk=job_id).update(
        state=state, error=error, finished_at=timezone.now(), touched_at=timezone.now()
    )


def _send(job_id: int) -> None:
    try:
        run.delay(job_id)
    except app.connection_errors:
        # The row stands; the sweeper sends it when the broker is back.
        log.warning("broker unreachable", extra={"job": job_id})
