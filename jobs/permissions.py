"""A job is seen by the person who asked for it, and by those who run the platform."""

from typing import Any

from django.db.models import QuerySet

from jobs.models import Job


def viewable_by(user: Any) -> QuerySet[Job]:
    jobs = Job.objects.all()
    return jobs if user.is_superuser else jobs.filter(actor_id=user.pk)


def can_view(user: Any, job: Job) -> bool:
    return bool(user.is_superuser or job.actor_id == user.pk)
