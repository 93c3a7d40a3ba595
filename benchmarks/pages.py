"""What a page costs: bytes of the first view, queries, and processor time beside a bare page.

The bare page does what no page can do without: session, person, one query, fifty rows in a template. Times
are this process's own, so that other work on the machine counts little; all go through the test client.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import brotli
import django

django.setup()

from django.contrib.staticfiles import finders  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment  # noqa: E402
from django.urls import path  # noqa: E402

from config import urls  # noqa: E402
from courses.models import CourseRun  # noqa: E402
from tests.factories.courses import make_enrolment, make_frozen_course, make_run  # noqa: E402

LESSONS, ROUNDS = 50, 40
ROWS = Template(
    "<table>{% for row in rows %}<tr><td>{{ row }}<td>{{ forloop.counter }}</tr>{% endfor %}</table>"
)


def bare(request: HttpRequest) -> HttpResponse:
    slug = CourseRun.objects.values_list("slug", flat=True).first() if request.user.is_authenticated else ""
    return HttpResponse(ROWS.render(Context({"rows": [slug] * 50})))


@contextmanager
def database() -> Iterator[None]:
    """An own one beside whatever is there, gone afterwards."""
    setup_test_environment(debug=False)
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def milliseconds(client: Client, address: str) -> float:
    client.get(address)
    started = time.process_time()
    for _round in range(ROUNDS):
        client.get(address)
    return (time.process_time() - started) / ROUNDS * 1000


def first_view(page: bytes, address: str) -> tuple[int, int]:
    """Bytes as sent (brotli) and requests: the page with the style sheets and scripts it names."""
    parts = [page]
    for link in set(re.findall(rb'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src)="([^"]+)"', page)):
        static = urljoin(address, link.decode()).removeprefix("/static/").partition("?")[0]
        if found := finders.find(static):
            with open(found, "rb") as file:
                parts.append(file.read())
    return sum(len(brotli.compress(part)) for part in parts), len(parts)


def figures() -> dict[str, Any]:
    run = make_run(make_frozen_course(lessons=LESSONS, quizzes=1, languages=["ja"]))
    client = Client()
    client.force_login(make_enrolment(run).person)
    pages = {
        "lesson": f"/ja/learn/{run.slug}/lesson-25/",
        "outline": f"/ja/learn/{run.slug}/",
        "home": "/ja/me/",
    }
    client.get(pages["lesson"])
    baseline = milliseconds(client, "/bare/")
    found: dict[str, Any] = {"bare_page_ms": round(baseline, 2)}
    for name, address in pages.items():
        found[f"{name}_ms"] = round(cost := milliseconds(client, address), 2)
        found[f"{name}_ratio_to_bare_page"] = round(cost / baseline, 2)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}.")
        found[f"{name}_queries"] = len(queries)
        found[f"{name}_first_view_bytes"], found[f"{name}_requests"] = first_view(response.content, address)
    return found


def main() -> None:
    # Without a language prefix and before the catch-all of the CMS.
    urls.urlpatterns.insert(0, path("bare/", bare))
    with database():
        found = figures()
        vendor = connection.vendor
    print(json.dumps({"name": "pages", **found, "lessons": LESSONS, "rounds": ROUNDS, "database": vendor}))


if __name__ == "__main__":
    main()
