"""Wagtail's and wagtail-localize's background work on our workers."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued

from jobs.celery_app import app


@app.task(name="jobs.run_django_task")
def run_django_task(path: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    import_string(path).call(*args, **kwargs)


_held: dict[str, tuple[str, list[Any], Mapping[str, Any]]] | None = None


@contextmanager
def each_once() -> Iterator[None]:
    """Within the block tasks are gathered; at its end each different one is done once, here.

    For loading a site: a page that is saved five times is indexed once. One process, one thread.
    """
    global _held
    _held = {}
    try:
        yield
        gathered, _held = _held, None
        for path, args, kwargs in gathered.values():
            run_django_task(path, args, kwargs)
    finally:
        _held = None


def _send(path: str, args: list[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    if _held is not None:
        _held[json.dumps([path, args, kwargs], sort_keys=True)] = (path, args, kwargs)
    else:
        run_django_task.apply_async((path, args, kwargs), **options)


class CeleryBackend(BaseTaskBackend):
    """django-tasks (search index, reference index, purges) sent to Celery when the transaction commits."""

    task_class = Task
    supports_defer = True
    supports_async_task = False
    supports_get_result = False
    supports_priority = False

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        options = {"eta": task.run_after} if task.run_after else {}
        transaction.on_commit(lambda: _send(task.module_path, list(args), kwargs, options))
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(uuid.uuid4()),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result


@app.task(name="jobs.run_localize_task")
def run_localize_task(path: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    function = import_string(path)
    function(*map(_unpacked, args), **{name: _unpacked(value) for name, value in kwargs.items()})


class LocalizeBackend:
    """wagtail-localize hands over model instances; messages carry their ids instead."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options

    def enqueue(self, func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        path = f"{func.__module__}.{func.__qualname__}"
        # ``page_index`` is a cache the function rebuilds when it is missing.
        named = {name: _packed(value) for name, value in kwargs.items() if name != "page_index"}
        packed = [_packed(value) for value in args], named
        transaction.on_commit(lambda: run_localize_task.delay(path, *packed))


def _packed(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"__model__": value._meta.label, "pk": value.pk}
    if isinstance(value, (list, tuple, models.QuerySet)):
        return [_packed(member) for member in value]
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict) and "__model__" in value:
        return apps.get_model(value["__model__"])._base_manager.get(pk=value["pk"])
    if isinstance(value, list):
        return [_unpacked(member) for member in value]
    return value
