"""The kinds of job that the worker process of test_broker knows beside the product's own."""

from jobs import queue
from jobs.models import Job


@queue.handler("test.add")
def add(job: Job) -> None:
    """Leaves its number in the row, where the test's own process can read it."""
    job.advance(done=job.args["number"])
