"""Let the rules act at a moment in the past, so that the demonstration's records are those the rules write."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block ``timezone.now()`` is ``moment``. For loading into an empty site by one process only."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
