"""Closing an attempt: by its learner or by the clock, scored in the same transaction."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from assessments import grading, results
from assessments.models import Attempt, AttemptState


def lock(found: QuerySet[Attempt]) -> Attempt:
    """The one attempt of a queryset, its row locked. Raises Attempt.DoesNotExist."""
    return found.select_for_update(of=("self",), no_key=True).select_related("delivery").get()


def is_due(attempt: Attempt, now: datetime) -> bool:
    return attempt.is_open and attempt.due_at is not None and attempt.due_at <= now


def close_by_clock(attempt: Attempt) -> Attempt:
    """Close a locked attempt at its deadline with what it has; provisional while late answers may come."""
    assert attempt.due_at is not None
    until = attempt.due_at + timedelta(hours=attempt.delivery.late_hours)
    close(attempt, AttemptState.EXPIRED, closed_at=attempt.due_at, provisional_until=until)
    return attempt


def close(attempt: Attempt, state: str, *, closed_at: datetime, provisional_until: datetime | None) -> None:
    attempt.state, attempt.closed_at, attempt.provisional_until = state, closed_at, provisional_until
    grading.grade_whole(attempt)
    attempt.save(update_fields=["state", "closed_at", "provisional_until", "score", "is_passed"])
    results.announce(attempt)
