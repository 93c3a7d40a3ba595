"""Jobs over a real broker and a real worker: Redis or RabbitMQ by CELERY_BROKER_URL."""

import time
from collections.abc import Iterator

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import close_old_connections, transaction

from jobs import queue
from jobs.celery_app import app
from jobs.models import SILENCE, Job, JobState

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker() -> Iterator[None]:
    assert not settings.CELERY_BROKER_URL.startswith("filesystem"), "Set CELERY_BROKER_URL for these tests."
    app.conf.task_always_eager = False
    app.conf.task_default_queue = "manabiya-test"
    app.amqp.queues.clear()
    app.amqp.queues.select_add("manabiya-test")
    with app.connection_for_write() as connection:
        connection.default_channel.queue_declare("manabiya-test", durable=True, auto_delete=False)
        connection.default_channel.queue_purge("manabiya-test")
    try:
        with start_worker(app, perform_ping_check=False, pool="threads", concurrency=2):
            yield
    finally:
        app.conf.task_always_eager = True


@pytest.fixture
def adding() -> Iterator[list[int]]:
    done: list[int] = []

    @queue.handler("test.add")
    def add(job: Job) -> None:
        done.append(job.args["number"])
        job.advance(done=1)
        close_old_connections()

    yield done
    del queue._handlers["test.add"]


def wait_for(job: Job, state: str) -> Job:
    for _try in range(200):
        job.refresh_from_db()
        if job.state == state:
            return job
        time.sleep(0.05)
    raise AssertionError(f"{job.state} after 10 s")


def test_job_travels_over_the_broker(worker: None, adding: list[int]) -> None:
    with transaction.atomic():
        jobs = [queue.enqueue("test.add", args={"number": number}) for number in range(20)]
        assert adding == []
    for job in jobs:
        wait_for(job, JobState.DONE)
    assert sorted(adding) == list(range(20))


def test_lost_message_is_sent_again_by_the_sweeper(worker: None, adding: list[int]) -> None:
    job = Job.objects.create(kind="test.add", args={"number": 7})
    Job.objects.filter(pk=job.pk).update(touched_at=job.touched_at - 2 * SILENCE)
    assert queue.sweep() == 1
    wait_for(job, JobState.DONE)
    assert adding == [7]
