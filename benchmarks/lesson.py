"""How the cost of a lesson and of a cohort page grows: 3, 60, 500 lessons and 10, 300 people, beside a bare
page.
"""

import json
from typing import Any

# Sets up Django, so it comes before everything that needs it.
from benchmarks.pages import bare, database, milliseconds

# isort: split

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from config import urls
from tests.factories.courses import (
    add_question,
    add_references,
    make_coordinator,
    make_enrolment,
    make_frozen_course,
    make_run,
)

LESSONS = (3, 60, 500)
PEOPLE = (10, 300)


def cost(client: Client, address: str) -> tuple[float, int, int]:
    """Milliseconds, queries and bytes of HTML of one warm page."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}.")
    count = len(queries)
    return milliseconds(client, address), count, len(response.content)


def figures() -> dict[str, Any]:
    found: dict[str, Any] = {}
    client = Client()
    for lessons in LESSONS:
        release = make_frozen_course(lessons=lessons, languages=["ja"])
        add_references(release)
        add_question(release)
        run = make_run(release)
        client.force_login(make_enrolment(run).person)
        address = f"/ja/learn/{run.slug}/lesson-2/"
        found[f"lesson_of_{lessons}_ms"], found[f"lesson_of_{lessons}_queries"], _size = cost(client, address)
    found["bare_page_ms"] = milliseconds(client, "/bare/")
    found["lesson_ratio_to_bare_page"] = found["lesson_of_60_ms"] / found["bare_page_ms"]
    for people in PEOPLE:
        run = make_run(make_frozen_course(lessons=60))
        for _person in range(people):
            make_enrolment(run)
        client.force_login(make_coordinator(run))
        ms, queries, size = cost(client, f"/en/coord/{run.slug}/")
        found |= {
            f"cohort_of_{people}_ms": ms,
            f"cohort_of_{people}_queries": queries,
            f"cohort_of_{people}_html_bytes": size,
        }
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    # Without a language prefix and before the catch-all of the CMS.
    urls.urlpatterns.insert(0, path("bare/", bare))
    with database():
        found = figures()
        vendor = connection.vendor
    print(json.dumps({"name": "lesson", **found, "sizes": [*LESSONS, *PEOPLE], "database": vendor}))


if __name__ == "__main__":
    main()
