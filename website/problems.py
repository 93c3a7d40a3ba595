"""Takes in what readers report, a few at a time. Knows nothing of the page it is about but its address."""

from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction

from people.models import User
from website.errors import TooManyReports
from website.models import ProblemReport

MOST_REPORTS: Final = 5
WINDOW_SECONDS: Final = 600


@transaction.atomic
def report_problem(
    *, text: str, page_url: str, contact: str, language: str, reporter: User | None, sender: str
) -> ProblemReport:
    """Keep a report. ``sender`` only counts how many came from one place of late; it is not stored."""
    key = f"problem-report:{sender}"
    cache.add(key, 0, WINDOW_SECONDS)
    if cache.incr(key) > MOST_REPORTS:
        raise TooManyReports
    return ProblemReport.objects.create(
        text=text, page_url=page_url[:500], contact=contact, language=language, reporter=reporter
    )


def export_for(person: User) -> list[dict[str, Any]]:
    """What a person reported, for the file of their own data."""
    found = ProblemReport.objects.filter(reporter=person)
    return [dict(row) for row in found.values("created_at", "page_url", "text", "contact", "answer")]


def dispose_before(moment: datetime) -> int:
    gone, _by_model = ProblemReport.objects.filter(created_at__lt=moment).delete()
    return gone
