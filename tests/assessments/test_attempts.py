"""Starting, closing, waiting, extending: the rules of an attempt and what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import attempts, results
from assessments.answers import Entry
from assessments.errors import AttemptRefused
from assessments.models import Attempt, AttemptState, ItemText, OutagePolicy, Score
from tests.factories.assessments import (
    PARTS,
    make_attempt,
    make_delivery,
    make_item,
    make_subject_area,
    make_version,
    right_response,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)


def answer_right(attempt: Attempt, count: int | None = None, *, at: Any = None) -> None:
    items = list(attempt.items.select_related("version"))[:count]
    entries = [
        Entry(f"right-{item.position}", item.position, right_response(item), None, "en") for item in items
    ]
    attempts.respond(attempt, entries, sent_at=None, received_at=at or attempt.started_at)


def statements(captured: CaptureQueriesContext) -> list[str]:
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(control)]


@pytest.fixture
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what other apps do with a result."""
    monkeypatch.setattr(results, "_listeners", [])


# --- Start ----------------------------------------------------------------------------------------
def test_start_fixes_questions_order_rules_and_time() -> None:
    delivery = make_delivery(allowed_seconds=1800)
    attempt = make_attempt(delivery, now=NOW)
    assert attempt.due_at == NOW + timedelta(minutes=30)
    assert [item.position for item in attempt.items.all()] == list(range(1, len(PARTS) + 1))
    delivery.pass_percent = 100
    delivery.save()
    attempt.refresh_from_db()
    assert (attempt.pass_percent, attempt.max_score) == (70, len(PARTS))


def test_starting_again_gives_the_running_attempt() -> None:
    delivery, person = make_delivery(), make_user()
    assert make_attempt(delivery, person) == make_attempt(delivery, person)
    assert delivery.attempts.count() == 1


def test_a_pool_gives_each_learner_some_of_its_questions() -> None:
    version = make_version([make_item("true_false") for _ in range(10)], draw=4)
    delivery = make_delivery(version)
    drawn = [tuple(make_attempt(delivery).items.values_list("version_id", flat=True)) for _ in range(6)]
    assert {len(items) for items in drawn} == {4}
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("count", [20, 200])
def test_start_costs_the_same_for_any_number_of_questions(count: int) -> None:
    area = make_subject_area()
    delivery = make_delivery(items=[make_item("true_false", subject_area=area) for _ in range(count)])
    person = make_user()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        attempt = attempts.start(delivery, person)
    assert attempt.items.count() == count
    assert len(statements(captured)) == 7


def test_tries_are_counted() -> None:
    delivery, person = make_delivery(max_attempts=2, wait_hours=0), make_user()
    for _ in range(2):
        attempts.submit(make_attempt(delivery, person), actor=person)
    state = attempts.start_state(delivery, person)
    assert (state.can_start, state.tries_left) == (False, 0)
    with pytest.raises(AttemptRefused, match="no more tries"):
        attempts.start(delivery, person)


def test_a_failed_try_waits_for_the_next() -> None:
    delivery, person = make_delivery(wait_hours=24), make_user()
    attempt = make_attempt(delivery, person, now=NOW)
    attempts.submit(attempt, actor=person, now=NOW + HOUR)
    state = attempts.start_state(delivery, person, now=NOW + 2 * HOUR)
    assert state.next_at == NOW + 25 * HOUR and not state.can_start and state.tries_left == 2
    assert attempts.start(delivery, person, now=NOW + 25 * HOUR).number == 2


def test_the_window_is_kept() -> None:
    delivery = make_delivery(opens_at=NOW, closes_at=NOW + HOUR, allowed_seconds=7200)
    with pytest.raises(AttemptRefused, match="not open yet"):
        make_attempt(delivery, now=NOW - HOUR)
    with pytest.raises(AttemptRefused, match="closed"):
        make_attempt(delivery, now=NOW + HOUR)
    assert make_attempt(delivery, now=NOW + HOUR / 2).due_at == NOW + HOUR


def test_who_has_passed_need_not_start_again() -> None:
    delivery, person = make_delivery(wait_hours=0), make_user()
    attempt = make_attempt(delivery, person)
    answer_right(attempt)
    assert attempts.submit(attempt, actor=person).is_passed
    with pytest.raises(AttemptRefused, match="passed"):
        attempts.start(delivery, person)


# --- Submit ---------------------------------------------------------------------------------------
def test_submit_scores_every_question_once() -> None:
    person = make_user()
    attempt = make_attempt(make_delivery(), person)
    answer_right(attempt, 5)
    submitted = attempts.submit(attempt, actor=person)
    assert (submitted.state, submitted.score, submitted.is_passed) == (AttemptState.SUBMITTED, 5, True)
    assert submitted.is_final
    again = attempts.submit(attempt, actor=person)
    assert again.closed_at == submitted.closed_at
    assert Score.objects.filter(attempt_item__attempt=attempt).count() == len(PARTS)


@pytest.mark.parametrize("count", [20, 200])
def test_submit_costs_the_same_for_any_number_of_questions(count: int, nobody_listens: None) -> None:
    area, person = make_subject_area(), make_user()
    delivery = make_delivery(items=[make_item("true_false", subject_area=area) for _ in range(count)])
    attempt = make_attempt(delivery, person)
    answer_right(attempt)
    with CaptureQueriesContext(connection) as captured:
        attempt = attempts.submit(attempt, actor=person)
    assert attempt.score == count
    assert len(statements(captured)) == 5


def test_listeners_hear_each_result(nobody_listens: None) -> None:
    heard: list[Attempt] = []
    results.on_result(heard.append)
    attempt = make_attempt()
    attempts.submit(attempt, actor=attempt.person)
    attempts.submit(attempt, actor=attempt.person)
    assert [a.pk for a in heard] == [attempt.pk]


def test_a_void_attempt_cannot_be_submitted() -> None:
    attempt = make_attempt()
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.VOID)
    with pytest.raises(AttemptRefused):
        attempts.submit(attempt, actor=attempt.person)


# --- The clock ------------------------------------------------------------------------------------
def test_the_clock_closes_with_what_is_there_and_waits_for_late_answers() -> None:
    attempt = make_attempt(make_delivery(allowed_seconds=3600, late_hours=24), now=NOW)
    answer_right(attempt, 3, at=NOW + HOUR / 2)
    assert attempts.expire_due(NOW + HOUR / 2) == 0
    assert attempts.expire_due(NOW + 2 * HOUR) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.EXPIRED, 3)
    assert attempt.closed_at == NOW + HOUR
    assert attempt.provisional_until == NOW + 25 * HOUR and not attempt.is_final
    attempts.expire_due(NOW + 26 * HOUR)
    attempt.refresh_from_db()
    assert attempt.is_final


def test_submitting_after_the_deadline_closes_at_the_deadline() -> None:
    attempt = make_attempt(make_delivery(allowed_seconds=3600), now=NOW)
    closed = attempts.submit(attempt, actor=attempt.person, now=NOW + 2 * HOUR)
    assert (closed.state, closed.closed_at) == (AttemptState.EXPIRED, NOW + HOUR)


def test_a_provisional_try_holds_the_next_until_the_learner_says_nothing_waits() -> None:
    person = make_user()
    delivery = make_delivery(allowed_seconds=3600, wait_hours=0)
    attempt = make_attempt(delivery, person, now=NOW)
    with pytest.raises(AttemptRefused, match="waits"):
        attempts.start(delivery, person, now=NOW + 2 * HOUR)
    attempt = attempts.keep_time(attempt, now=NOW + 2 * HOUR)
    assert attempts.nothing_waits(attempt, actor=person).is_final
    assert attempts.start(delivery, person, now=NOW + 2 * HOUR).number == 2


def test_without_a_limit_nothing_expires() -> None:
    attempt = make_attempt(make_delivery(allowed_seconds=None), now=NOW)
    assert attempt.due_at is None
    assert attempts.expire_due(NOW + 10000 * HOUR) == 0


# --- More time ------------------------------------------------------------------------------------
def test_extra_time_reaches_a_running_attempt() -> None:
    delivery, person, coordinator = make_delivery(allowed_seconds=3600), make_user(), make_user()
    attempt = make_attempt(delivery, person, now=NOW)
    attempts.grant_extension(
        delivery, person, actor=coordinator, reason="Reads slowly", extra_seconds=1800, now=NOW
    )
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + HOUR * 1.5
    attempts.grant_extension(delivery, person, actor=coordinator, reason="Less", extra_seconds=600, now=NOW)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + timedelta(minutes=70)


def test_an_extra_try_can_be_given_and_needs_a_reason() -> None:
    delivery, person, coordinator = make_delivery(max_attempts=1, wait_hours=0), make_user(), make_user()
    attempts.submit(make_attempt(delivery, person), actor=person)
    with pytest.raises(AttemptRefused, match="reason"):
        attempts.grant_extension(delivery, person, actor=coordinator, reason=" ", extra_attempts=1)
    attempts.grant_extension(delivery, person, actor=coordinator, reason="Power cut", extra_attempts=1)
    assert attempts.start(delivery, person).number == 2


def test_time_lost_to_an_outage_is_credited_once_within_the_cap() -> None:
    delivery = make_delivery(allowed_seconds=3600, outage_policy=OutagePolicy.CREDIT, outage_cap_seconds=900)
    attempt = make_attempt(delivery, now=NOW)
    lost = {
        "from_at": NOW + timedelta(minutes=10),
        "to_at": NOW + timedelta(minutes=20),
        "actor": make_user(),
    }
    assert attempts.credit_outage(delivery, **lost) == 1
    attempts.credit_outage(delivery, **lost)
    attempt.refresh_from_db()
    assert (attempt.credited_seconds, attempt.due_at) == (900, NOW + timedelta(minutes=75))
    assert attempts.credit_outage(make_delivery(), **lost) == 0


def test_texts_fall_back_along_the_chain() -> None:
    from assessments.texts import texts_for

    version = make_version([make_item()]).item_versions.get()
    assert texts_for([version], ("ja", "en"))[version.pk].language == "ja"
    assert texts_for([version], ("th", "id", "en"))[version.pk].language == "id"
    ItemText.objects.filter(version=version).exclude(language="en").delete()
    assert texts_for([version], ("th",))[version.pk].language == "en"
