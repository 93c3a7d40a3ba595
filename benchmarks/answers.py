"""What saving an answer costs beside a bare view that inserts one row; starting, submitting, 32 at once.

The bare view does what no save can do without: session, person, one insert, one commit. All go through the
test client into real commits of the configured database, as durable as in production. Milliseconds of one
caller are this process's own time, so that other work on the machine counts little; those of many at once are
wall time.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import quantiles
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from assessments import attempts  # noqa: E402
from assessments.models import Attempt, AttemptItem, Delivery, ItemResponse  # noqa: E402
from config import urls  # noqa: E402
from tests.factories.assessments import make_delivery, make_item, make_subject_area  # noqa: E402
from tests.factories.people import make_user  # noqa: E402

QUESTIONS, SAVES, WHOLE, SAVERS, EACH = 20, 200, 20, 32, 10


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    item = AttemptItem(pk=int(request.POST["item"]), attempt_id=int(request.POST["attempt"]))
    now = timezone.now()
    ItemResponse.objects.create(
        attempt_id=item.attempt_id,
        attempt_item=item,
        client_id=str(uuid.uuid4()),
        response=request.user.is_authenticated,
        language="en",
        received_at=now,
        effective_at=now,
    )
    return JsonResponse({})


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


def signed_in(attempt: Attempt) -> Client:
    client = Client()
    client.force_login(attempt.person)
    return client


def save(client: Client, attempt: Attempt, question: int, response: str) -> None:
    now = timezone.now().isoformat()
    entry = {"client_id": str(uuid.uuid4()), "question": question, "response": response, "answered_at": now}
    body = {"token": attempt.token, "sent_at": now, "entries": [entry | {"language": "en"}]}
    answer = client.post(
        f"/answers/{attempt.uuid}/",
        json.dumps(body),
        content_type="application/json",
        HTTP_SEC_FETCH_SITE="same-origin",
    )
    if answer.status_code != 200 or answer.json()["results"][0]["status"] != "stored":
        raise SystemExit(f"A save was answered {answer.status_code}: {answer.content[:200]!r}")


def own_milliseconds(work: Callable[[int], object], rounds: int) -> float:
    work(0)
    started = time.process_time()
    for place in range(1, rounds + 1):
        work(place)
    return (time.process_time() - started) / rounds * 1000


def at_once(attempts_: list[Attempt]) -> list[float]:
    """Wall milliseconds of every save when all save together."""
    gate, taken, problems = threading.Barrier(len(attempts_)), [], []

    def run(attempt: Attempt) -> None:
        try:
            client = signed_in(attempt)
            gate.wait()
            for place in range(EACH):
                started = time.perf_counter()
                save(client, attempt, place % QUESTIONS + 1, "true")
                taken.append((time.perf_counter() - started) * 1000)
        except BaseException as problem:
            problems.append(problem)
            gate.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in attempts_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return taken


def begin(delivery: Delivery) -> Attempt:
    return attempts.start(delivery, make_user())


def figures() -> dict[str, Any]:
    area = make_subject_area()
    items = [make_item("true_false", subject_area=area) for _ in range(QUESTIONS)]
    delivery = make_delivery(items=items)
    attempt = begin(delivery)
    client, item = signed_in(attempt), attempt.items.first()
    fields = {"item": item.pk, "attempt": attempt.pk}
    baseline = own_milliseconds(lambda _: client.post("/bare-insert/", fields), SAVES)
    saving = own_milliseconds(
        lambda place: save(client, attempt, place % QUESTIONS + 1, "true" if place % 2 else "false"), SAVES
    )
    people = [make_user() for _ in range(WHOLE + 1)]
    starting = own_milliseconds(lambda place: attempts.start(delivery, people[place]), WHOLE)
    running = {one.person_id: one for one in delivery.attempts.open()}
    submitting = own_milliseconds(
        lambda place: attempts.submit(running[people[place].pk], actor=people[place]), WHOLE
    )
    together = at_once([begin(delivery) for _ in range(SAVERS)])
    return {
        "bare_insert_ms": round(baseline, 2),
        "save_ms": round(saving, 2),
        "save_ratio_to_bare_insert": round(saving / baseline, 2),
        "start_ms": round(starting, 2),
        "submit_ms": round(submitting, 2),
        "savers_at_once": SAVERS,
        "at_once_p50_wall_ms": round(quantiles(together, n=20)[9], 1),
        "at_once_p95_wall_ms": round(quantiles(together, n=20)[18], 1),
        "at_once_errors": SAVERS * EACH - len(together),
    }


def main() -> None:
    # Without a language prefix and before the catch-all of the CMS.
    urls.urlpatterns.insert(0, path("bare-insert/", bare))
    with database():
        found = figures()
        vendor = connection.vendor
    print(
        json.dumps({"name": "answers", **found, "questions": QUESTIONS, "saves": SAVES, "database": vendor})
    )


if __name__ == "__main__":
    main()
