"""A job is seen by the person who asked for it, and by those who run the platform."""

from typing import Any

from django.db.models import QuerySet

from jobs.models import Job


def viewable_by(user: Any) -> QuerySet[Job]:
    if not _is_somebody(user):
        return Job.objects.none()
    return Job.objects.all() if user.is_superuser else Job.objects.filter(actor_id=user.pk)


def can_view(user: Any, job: Job) -> bool:
    return _is_somebody(user) and bool(user.is_superuser or job.actor_id == user.pk)


def _is_somebody(user: Any) -> bool:
    """Work the clock began has no actor, and a stranger has no key: that does not make it theirs."""
    return bool(user.is_authenticated and user.is_active)
