"""Real threads, real commits: two of everything at once still is one. Run on SQLite and on PostgreSQL."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from assessments import attempts
from assessments.answers import Entry
from assessments.errors import AttemptRefused
from assessments.models import Attempt, ItemResponse, Score
from tests.factories.assessments import make_attempt, make_delivery, make_item
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

THREADS = 6


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls as closely together as threads allow; each result or the refusal it met."""
    gate, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            outcomes[place] = call()
        except AttemptRefused as refusal:
            outcomes[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in outcomes
    return outcomes


def small_delivery(**rules: Any) -> Any:
    return make_delivery(items=[make_item("true_false", is_true=True) for _ in range(2)], **rules)


def test_one_person_starting_everywhere_gets_one_attempt() -> None:
    delivery, person = small_delivery(), make_user()
    started = at_once(*[lambda: attempts.start(delivery, person).pk] * THREADS)
    assert len(set(started)) == 1
    assert Attempt.objects.count() == 1


def test_the_last_try_is_given_once() -> None:
    delivery, person = small_delivery(max_attempts=1, wait_hours=0), make_user()

    def whole() -> Any:
        return attempts.submit(attempts.start(delivery, person), actor=person).pk

    at_once(*[whole] * THREADS)
    assert Attempt.objects.count() == 1


def test_submitting_everywhere_scores_once() -> None:
    attempt = make_attempt(small_delivery())
    submitted = at_once(*[lambda: attempts.submit(attempt, actor=attempt.person).closed_at] * THREADS)
    assert len(set(submitted)) == 1
    assert Score.objects.count() == 2


def test_one_save_sent_everywhere_is_stored_once() -> None:
    attempt = make_attempt(small_delivery())
    now = timezone.now()

    def save() -> Any:
        entry = Entry("same", 1, True, None, "en")
        return attempts.respond(attempt, [entry], sent_at=None, received_at=now)[0].status

    assert at_once(*[save] * THREADS) == ["stored"] * THREADS
    assert ItemResponse.objects.count() == 1


def test_saves_of_several_phones_leave_the_one_made_last() -> None:
    attempt = make_attempt(small_delivery())
    now = attempt.started_at + timedelta(minutes=10)

    def save(place: int) -> Callable[[], Any]:
        made = now - timedelta(seconds=60 - place)
        entry = Entry(f"phone-{place}", 1, place == THREADS - 1, made, "en")
        return lambda: attempts.respond(attempt, [entry], sent_at=now, received_at=now)[0].status

    statuses = at_once(*[save(place) for place in range(THREADS)])
    assert set(statuses) <= {"stored", "superseded"}
    assert ItemResponse.objects.count() == THREADS
    assert attempt.items.get(position=1).current.client_id == f"phone-{THREADS - 1}"


def test_every_acknowledged_save_counts_while_the_attempt_is_submitted() -> None:
    attempt = make_attempt(small_delivery())
    now = timezone.now()

    def save(question: int) -> Callable[[], Any]:
        entry = Entry(f"q{question}", question, True, now, "en")
        return lambda: attempts.respond(attempt, [entry], sent_at=now, received_at=now)[0].status

    *saved, _ = at_once(save(1), save(2), lambda: attempts.submit(attempt, actor=attempt.person))
    attempt.refresh_from_db()
    assert set(saved) <= {"stored", "late"}
    assert attempt.score == 2


def test_clock_and_learner_close_once() -> None:
    attempt = make_attempt(small_delivery(allowed_seconds=60))
    later = attempt.due_at + timedelta(seconds=1)
    at_once(
        lambda: attempts.submit(attempt, actor=attempt.person, now=later),
        lambda: attempts.expire_due(later),
        lambda: attempts.expire_due(later),
    )
    attempt.refresh_from_db()
    assert attempt.closed_at == attempt.due_at
    assert Score.objects.count() == 2


def test_acknowledged_means_durable() -> None:
    """The live connection waits for the disk before it confirms a commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2  # FULL
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone()[0] == "wal"
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"
            cursor.execute("SHOW fsync")
            assert cursor.fetchone()[0] == "on"


def test_an_acknowledged_save_is_committed_for_every_other_connection() -> None:
    attempt = make_attempt(small_delivery())
    attempts.respond(attempt, [Entry("a", 1, True)], sent_at=None, received_at=timezone.now())
    seen = at_once(lambda: ItemResponse.objects.filter(attempt=attempt).count())
    assert seen == [1]


def test_a_server_killed_right_after_the_acknowledgement_has_lost_nothing() -> None:
    attempt = make_attempt(small_delivery())
    attempt_id, (read_end, write_end) = attempt.pk, os.pipe()
    connections.close_all()  # a child must not inherit a connection
    child = os.fork()
    if child == 0:
        try:
            entry = Entry("last", 2, True, None, "en")
            told = attempts.respond(
                Attempt.objects.get(pk=attempt_id), [entry], sent_at=None, received_at=timezone.now()
            )
            os.write(write_end, told[0].status.encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(write_end)
    assert os.read(read_end, 20) == b"stored"
    os.close(read_end)
    assert ItemResponse.objects.get(attempt=attempt_id).client_id == "last"
    assert attempts.submit(attempt, actor=attempt.person).score == 1
