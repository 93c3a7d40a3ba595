from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs import queue
from jobs.errors import UnknownKind
from jobs.models import MAX_STARTS, SILENCE, Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting() -> Iterator[list[int]]:
    """A kind of job that notes what it did and skips what is done."""
    seen: list[int] = []

    @queue.handler("test.count")
    def count(job: Job) -> None:
        for number in range(job.done, job.args["upto"]):
            job.raise_if_cancelled()
            if number == job.args.get("break_at"):
                raise ValueError("broken")
            seen.append(number)
            job.advance(done=number + 1)

    yield seen
    del queue._handlers["test.count"]


def test_job_runs_after_the_commit(counting: list[int], django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = queue.enqueue("test.count", args={"upto": 3}, total=3)
        assert counting == []
    job.refresh_from_db()
    assert (counting, job.state, job.done) == ([0, 1, 2], JobState.DONE, 3)


def test_job_of_a_rolled_back_transaction_never_existed(counting: list[int]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.enqueue("test.count", args={"upto": 3})
        raise RuntimeError
    assert not Job.objects.exists()


def test_unknown_kind_is_refused_before_a_row_exists() -> None:
    with pytest.raises(UnknownKind):
        queue.enqueue("test.nobody", args={})
    assert not Job.objects.exists()


def test_second_message_for_a_finished_job_does_nothing(counting: list[int]) -> None:
    job = Job.objects.create(kind="test.count", args={"upto": 2})
    queue.run(job.pk)
    queue.run(job.pk)
    assert counting == [0, 1]


def test_failed_job_keeps_its_reason_and_continues_where_it_stopped(counting: list[int]) -> None:
    job = Job.objects.create(kind="test.count", args={"upto": 4, "break_at": 2})
    queue.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.done) == (JobState.FAILED, "ValueError: broken", 2)

    Job.objects.filter(pk=job.pk).update(args={"upto": 4})
    queue.resume(job)
    queue.run(job.pk)
    job.refresh_from_db()
    assert (job.state, counting) == (JobState.DONE, [0, 1, 2, 3])


def test_waiting_job_is_cancelled_at_once(counting: list[int]) -> None:
    job = queue.cancel(Job.objects.create(kind="test.count", args={"upto": 2}))
    queue.run(job.pk)
    assert (job.state, counting) == (JobState.CANCELLED, [])


def test_running_job_stops_at_its_next_item(counting: list[int]) -> None:
    job = Job.objects.create(kind="test.count", args={"upto": 2}, is_cancel_requested=True)
    queue.run(job.pk)
    job.refresh_from_db()
    assert (job.state, counting) == (JobState.CANCELLED, [])


def test_sweeper_sends_a_lost_job_again(counting: list[int]) -> None:
    lost = timezone.now() - SILENCE - timedelta(seconds=1)
    job = Job.objects.create(
        kind="test.count", args={"upto": 1}, state=JobState.RUNNING, touched_at=lost, starts=1
    )
    fresh = Job.objects.create(kind="test.count", args={"upto": 1})
    assert queue.sweep() == 1
    job.refresh_from_db()
    fresh.refresh_from_db()
    assert (job.state, job.starts, fresh.state) == (JobState.DONE, 2, JobState.QUEUED)


def test_sweeper_gives_up_on_a_job_that_kills_its_worker(counting: list[int]) -> None:
    lost = timezone.now() - SILENCE - timedelta(seconds=1)
    job = Job.objects.create(
        kind="test.count", args={}, state=JobState.RUNNING, touched_at=lost, starts=MAX_STARTS
    )
    assert queue.sweep() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED
