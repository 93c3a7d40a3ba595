"""Periodic work: a function with ``@every`` runs on the workers' beat. It must be safe to run twice at once."""

from collections.abc import Callable
from typing import Any

from jobs.celery_app import app

Periodic = Callable[[], Any]


def every(*, seconds: float) -> Callable[[Periodic], Periodic]:
    """Run the function every so many seconds, as task ``module.function``."""

    def register(function: Periodic) -> Periodic:
        name = f"{function.__module__}.{function.__name__}"
        app.task(name=name, ignore_result=True)(function)
        app.conf.beat_schedule = {
            **(app.conf.beat_schedule or {}),
            name: {"task": name, "schedule": seconds, "options": {"expires": max(seconds, 10)}},
        }
        return function

    return register
