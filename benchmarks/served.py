"""The product behind gunicorn, two workers of four threads, with 1, 8 and 32 people who never pause.

Everything goes over the loopback as in production: sessions, middleware, database, durable commits. Each page is
measured beside a bare page, each save beside a bare insert, in the same run at the same number of people; the
ratio is that of requests per second. Server, database and people share this machine's processors.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

# Sets up Django, so it comes before everything that needs it.
from benchmarks.pages import database

# isort: split

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments import attempts
from assessments.models import Attempt
from config.environment import url_of
from tests.factories.assessments import make_delivery, make_item, make_subject_area
from tests.factories.courses import make_enrolment, make_frozen_course, make_run

CROWDS, SECONDS, LESSONS, QUESTIONS = (1, 8, 32), 4.0, 50, 20


@dataclass(frozen=True)
class Person:
    cookie: str
    attempt: Attempt
    item: int


Ask = tuple[str, str, bytes, dict[str, str]]  # method, path, body, headers
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}


def bare_insert(person: Person, turn: int) -> Ask:
    body = urllib.parse.urlencode({"item": person.item, "attempt": person.attempt.pk})
    return "POST", "/bare-insert/", body.encode(), FORM


def save(person: Person, turn: int) -> Ask:
    now = timezone.now().isoformat()
    entry = {
        "client_id": str(uuid.uuid4()), "question": turn % QUESTIONS + 1, "response": "true" if turn % 3 else "false",
        "answered_at": now, "language": "en", "device": "benchmark", "serial": turn + 1,
    }  # fmt: skip
    body = {"token": person.attempt.token, "sent_at": now, "entries": [entry]}
    return "POST", f"/answers/{person.attempt.uuid}/", json.dumps(body).encode(), JSON


def page(address: str) -> Callable[[Person, int], Ask]:
    return lambda person, turn: ("GET", address, b"", {})


def people(count: int, address_of_run: Any) -> list[Person]:
    area = make_subject_area()
    items = [make_item("true_false", subject_area=area) for _ in range(QUESTIONS)]
    delivery = make_delivery(items=items)
    found = []
    for _ in range(count):
        person = make_enrolment(address_of_run).person
        attempt = attempts.start(delivery, person)
        client = Client()
        client.force_login(person)
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        found.append(Person(cookie, attempt, attempt.items.values_list("pk", flat=True)[0]))
    return found


@contextmanager
def served() -> Iterator[int]:
    """The port of a server that works on the benchmark's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "benchmarks._site:application", "--bind", f"127.0.0.1:{port}",
         "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"],
        env={**os.environ, "DATABASE_URL": url_of(connection.settings_dict), "MANABIYA_VAR": str(settings.VAR_DIR)},
        cwd=settings.BASE_DIR,
    )  # fmt: skip
    try:
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def crowd(port: int, ask: Callable[[Person, int], Ask], who: list[Person], *, seconds: float) -> list[float]:
    """Milliseconds of every request of people who ask again as soon as they are answered."""
    taken: list[float] = []
    problems: list[str] = []
    until = time.monotonic() + seconds

    def run(person: Person) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        turn = 0
        while time.monotonic() < until and not problems:
            method, path, body, headers = ask(person, turn)
            started = time.perf_counter()
            line.request(method, path, body, {**headers, "Host": "localhost", "Cookie": person.cookie})
            answer = line.getresponse()
            content = answer.read()
            if answer.status != 200 or b'"refused"' in content:
                problems.append(f"{path} answered {answer.status}: {content[:200]!r}")
            taken.append((time.perf_counter() - started) * 1000)
            turn += 1
        line.close()

    threads = [threading.Thread(target=run, args=[person]) for person in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise SystemExit(problems[0])
    return taken


def figures() -> dict[str, Any]:
    run = make_run(make_frozen_course(lessons=LESSONS, quizzes=1, languages=["ja"]))
    who = people(max(CROWDS), run)
    baseline_of = {"save": "bare_insert", "lesson": "bare_page", "outline": "bare_page", "home": "bare_page"}
    asks = {
        "bare_page": page("/bare/"),
        "bare_insert": bare_insert,
        "save": save,
        "lesson": page(f"/ja/learn/{run.slug}/lesson-25/"),
        "outline": page(f"/ja/learn/{run.slug}/"),
        "home": page("/ja/me/"),
    }
    found: dict[str, Any] = {}
    with served() as port:
        for name, ask in asks.items():
            crowd(port, ask, who[:8], seconds=1)  # warm: both workers have met the page
            for size in CROWDS:
                taken = crowd(port, ask, who[:size], seconds=SECONDS)
                p95 = quantiles(taken, n=20)[18] if len(taken) > 1 else taken[0]
                found[f"{name}_rps_{size}"] = round(len(taken) / SECONDS, 1)
                found[f"{name}_p95_ms_{size}"] = round(p95, 1)
    for name, baseline in baseline_of.items():
        for size in CROWDS:
            ratio = found[f"{name}_rps_{size}"] / found[f"{baseline}_rps_{size}"]
            found[f"{name}_ratio_to_{baseline}_{size}"] = round(ratio, 2)
    return found


def main() -> None:
    with database():
        found = figures()
        vendor = connection.vendor
    sizes = {"people": CROWDS, "seconds": SECONDS, "lessons": LESSONS, "questions": QUESTIONS}
    print(json.dumps({"name": "served", **found, **sizes, "database": vendor}))


if __name__ == "__main__":
    main()
