"""Jobs over a real broker and a real worker process: Redis or RabbitMQ by CELERY_BROKER_URL."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from config.environment import url_of
from jobs import queue
from jobs.celery_app import app
from jobs.models import SILENCE, Job, JobState
from tests.jobs import worker_jobs  # noqa: F401  (this process must know the kind too)

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]

QUEUE = "manabiya-test"
# Generous: a full machine takes long to start a process; nothing is learned from its haste.
PATIENCE = 60


@pytest.fixture
def empty_queue() -> Iterator[None]:
    assert not settings.CELERY_BROKER_URL.startswith("filesystem"), "Set CELERY_BROKER_URL for these tests."
    app.conf.task_always_eager = False
    app.conf.task_default_queue = QUEUE
    app.amqp.queues.clear()
    app.amqp.queues.select_add(QUEUE)
    with app.connection_for_write() as broker:
        broker.default_channel.queue_declare(QUEUE, durable=True, auto_delete=False)
        broker.default_channel.queue_purge(QUEUE)
    yield
    app.conf.task_always_eager = True


@pytest.fixture
def worker(empty_queue: None, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker as operate.md starts it, on the tests' database and queue."""
    log = tmp_path / "worker.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "jobs.celery_app", "worker", "--pool", "threads",
                "--concurrency", "2", "--loglevel", "INFO", "-Q", QUEUE, "-I", "tests.jobs.worker_jobs",
            ],
            env={**os.environ, "DATABASE_URL": url_of(connection.settings_dict)},
            cwd=settings.BASE_DIR,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"The worker did not stop when asked to:\n{log.read_text()}") from None
    assert code == 0, log.read_text()


def wait_for(jobs: list[Job], state: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if {Job.objects.get(pk=job.pk).state for job in jobs} == {state}:
            return
        time.sleep(0.05)
    raise AssertionError([Job.objects.get(pk=job.pk).as_dict() for job in jobs])


def test_jobs_travel_over_the_broker_once_the_transaction_commits(worker: object) -> None:
    with transaction.atomic():
        jobs = [queue.enqueue("test.add", args={"number": number}) for number in range(1, 21)]
    wait_for(jobs, JobState.DONE)
    done = Job.objects.filter(pk__in=[job.pk for job in jobs]).order_by("pk")
    assert [(job.done, job.starts) for job in done] == [(number, 1) for number in range(1, 21)]


def test_jobs_of_a_transaction_undone_are_never_sent(empty_queue: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("test.add", args={"number": 1})
        1 / 0  # noqa: B018
    with app.connection_for_write() as broker:
        assert broker.default_channel.queue_purge(QUEUE) == 0


def test_lost_message_is_sent_again_by_the_sweeper(worker: object) -> None:
    job = Job.objects.create(kind="test.add", args={"number": 7})
    Job.objects.filter(pk=job.pk).update(touched_at=job.touched_at - 2 * SILENCE)
    assert queue.sweep() == 1
    wait_for([job], JobState.DONE)
    job.refresh_from_db()
    assert (job.done, job.starts) == (7, 1)


def test_messages_sent_while_no_worker_runs_are_done_when_one_starts(
    empty_queue: None, request: pytest.FixtureRequest
) -> None:
    job = queue.enqueue("test.add", args={"number": 3})
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
    request.getfixturevalue("worker")
    wait_for([job], JobState.DONE)
