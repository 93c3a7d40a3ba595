"""The journal: what is acknowledged is stored, once, and the answer made last counts, whenever it arrives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import answers, attempts, grading, scoring
from assessments.answers import Entry, effective_time
from assessments.models import Attempt, AttemptState, ItemResponse, Score, ScoreKind
from tests.assessments.test_attempts import statements
from tests.factories.assessments import make_attempt, make_delivery, make_item

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MINUTE = timedelta(minutes=1)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def make_quiz(count: int = 3, **rules: Any) -> Attempt:
    rules.setdefault("allowed_seconds", 3600)
    delivery = make_delivery(items=[make_item("true_false", is_true=True) for _ in range(count)], **rules)
    return make_attempt(delivery, now=NOW)


def save(
    attempt: Attempt,
    client_id: str,
    response: Any,
    *,
    question: int = 1,
    made: float | None = None,
    at: float = 5,
    device: str = "",
    serial: int = 0,
) -> answers.EntryAnswer:
    """A save arriving ``at`` minutes after the start, made at minute ``made`` by a phone 3 hours ahead."""
    received = NOW + at * MINUTE
    ahead = timedelta(hours=3)
    answered = None if made is None else NOW + made * MINUTE + ahead
    entry = Entry(client_id, question, response, answered, "en", device, serial)
    return attempts.respond(attempt, [entry], sent_at=received + ahead, received_at=received)[0]


def current(attempt: Attempt, question: int = 1) -> Any:
    item = attempt.items.select_related("current").get(position=question)
    return item.current.response if item.current else None


@given(started=moments, waited=st.timedeltas(timedelta(0), timedelta(days=2)), sent=moments, answered=moments)
def test_effective_time_is_never_before_the_start_nor_after_the_arrival(
    started: datetime, waited: timedelta, sent: datetime, answered: datetime
) -> None:
    received = started + waited
    made = effective_time(started_at=started, received_at=received, sent_at=sent, answered_at=answered)
    assert started <= made <= received


@given(offset=st.timedeltas(timedelta(days=-400), timedelta(days=400)), delay=st.integers(0, 3000))
def test_a_wrong_phone_clock_changes_nothing(offset: timedelta, delay: int) -> None:
    received, distance = NOW + timedelta(hours=1), timedelta(seconds=delay)
    sent = received + offset
    made = effective_time(started_at=NOW, received_at=received, sent_at=sent, answered_at=sent - distance)
    assert made == received - distance


def test_an_answer_is_stored_with_language_and_edition() -> None:
    attempt = make_quiz()
    assert save(attempt, "a", True).status == "stored"
    row = ItemResponse.objects.get()
    assert (row.response, row.language, row.edition) == (True, "en", 1)
    assert current(attempt) is True


def test_the_same_save_twice_changes_nothing_and_gets_the_same_answer() -> None:
    attempt = make_quiz()
    first = save(attempt, "a", True)
    assert save(attempt, "a", False) == first
    assert (ItemResponse.objects.count(), current(attempt)) == (1, True)


def test_one_id_twice_in_one_request_is_one_answer() -> None:
    attempt = make_quiz()
    entries = [Entry("a", 1, True), Entry("a", 2, False)]
    told = attempts.respond(attempt, entries, sent_at=None, received_at=NOW + MINUTE)
    assert [answer.status for answer in told] == ["stored", "stored"]
    assert ItemResponse.objects.count() == 1


def test_the_answer_made_last_counts_whichever_arrives_first() -> None:
    attempt = make_quiz()
    assert save(attempt, "new", True, made=9, at=10).status == "stored"
    assert save(attempt, "old", False, made=3, at=20).status == "superseded"
    assert save(attempt, "old", False, made=3, at=30).status == "superseded"
    assert current(attempt) is True
    assert ItemResponse.objects.count() == 2


def test_a_request_given_up_by_the_phone_does_not_win_when_it_arrives_after_all() -> None:
    attempt = make_quiz()
    assert save(attempt, "new", True, made=9, at=10, device="phone", serial=4).status == "stored"
    # Sent at once at minute 3, it hung in the network: no clock tells it from an answer made at minute 20.
    assert save(attempt, "old", False, made=20, at=20, device="phone", serial=2).status == "superseded"
    assert current(attempt) is True


def test_the_order_of_one_device_holds_beside_another_device() -> None:
    attempt = make_quiz()
    save(attempt, "phone-new", True, made=9, at=10, device="phone", serial=4)
    assert save(attempt, "laptop", False, made=12, at=12, device="laptop", serial=2).status == "stored"
    assert save(attempt, "phone-old", True, made=20, at=20, device="phone", serial=2).status == "superseded"
    assert current(attempt) is False
    times = {row.client_id: row.effective_at for row in ItemResponse.objects.all()}
    assert times["phone-old"] <= times["phone-new"] < times["laptop"]


def test_a_clock_put_back_between_two_answers_does_not_turn_their_order() -> None:
    attempt = make_quiz()
    save(attempt, "first", False, made=9, at=10, device="phone", serial=2)
    assert save(attempt, "second", True, made=2, at=11, device="phone", serial=4).status == "stored"
    assert current(attempt) is True


def test_serials_of_other_questions_do_not_count() -> None:
    attempt = make_quiz()
    save(attempt, "one", True, question=1, made=9, at=10, device="phone", serial=4)
    assert save(attempt, "two", True, question=2, made=3, at=11, device="phone", serial=2).status == "stored"
    assert ItemResponse.objects.get(client_id="two").effective_at == NOW + 3 * MINUTE


@given(order=st.permutations(range(1, 6)), delays=st.lists(st.integers(0, 30), min_size=5, max_size=5))
@settings(max_examples=25)
def test_whatever_the_arrival_the_last_answer_of_a_device_is_current(
    order: list[int], delays: list[int]
) -> None:
    attempt = make_quiz()
    for at, serial in enumerate(order, start=31):
        save(
            attempt, f"c{serial}", serial == 5, made=at - delays[serial - 1], at=at, device="d", serial=serial
        )
    assert current(attempt) is True
    in_time = ItemResponse.objects.filter(attempt=attempt).order_by("effective_at", "serial")
    assert [row.serial for row in in_time] == [1, 2, 3, 4, 5]


def test_an_answer_can_be_taken_back() -> None:
    attempt = make_quiz()
    save(attempt, "a", True)
    assert save(attempt, "b", None, at=6).status == "stored"
    assert current(attempt) is None


def test_what_does_not_fit_is_refused_with_a_sentence_and_the_rest_is_stored() -> None:
    attempt = make_quiz()
    entries = [Entry("a", 1, True), Entry("b", 99, True), Entry("c", 2, {"x": 1})]
    told = attempts.respond(attempt, entries, sent_at=None, received_at=NOW + MINUTE)
    assert [answer.status for answer in told] == ["stored", "refused", "refused"]
    assert all(answer.message for answer in told)
    assert ItemResponse.objects.count() == 1


def test_an_answer_made_in_time_counts_when_it_arrives_late() -> None:
    attempt = make_quiz(late_hours=24)
    attempts.expire_due(NOW + 61 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.score == 0
    assert save(attempt, "late", True, made=30, at=300).status == "late"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.EXPIRED, 1)
    assert Score.objects.filter(kind=ScoreKind.LATE).count() == 1
    assert ItemResponse.objects.get().is_late


def test_a_save_after_the_deadline_closes_the_attempt_first() -> None:
    attempt = make_quiz()
    assert save(attempt, "late", True, made=59, at=62).status == "late"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.EXPIRED, 1)


def test_an_answer_made_after_the_time_is_refused() -> None:
    attempt = make_quiz()
    answer = save(attempt, "a", True, made=61, at=62)
    assert answer.status == "refused" and "time was over" in answer.message
    assert not ItemResponse.objects.exists()


def test_an_answer_that_comes_after_the_late_window_is_refused() -> None:
    attempt = make_quiz(late_hours=1)
    assert save(attempt, "a", True, made=30, at=121).status == "refused"


def test_a_submitted_attempt_takes_only_saves_made_before_it() -> None:
    attempt = make_quiz()
    attempts.submit(attempt, actor=attempt.person, now=NOW + 10 * MINUTE)
    assert save(attempt, "before", True, made=9, at=20).status == "late"
    after = save(attempt, "after", False, made=15, at=21)
    assert after.status == "refused" and "submitted before" in after.message
    attempt.refresh_from_db()
    assert (attempt.score, current(attempt)) == (1, True)


def test_an_old_answer_that_comes_late_does_not_replace_a_newer_one() -> None:
    attempt = make_quiz()
    save(attempt, "new", True, made=20, at=20)
    attempts.submit(attempt, actor=attempt.person, now=NOW + 30 * MINUTE)
    assert save(attempt, "old", False, made=10, at=40).status == "superseded"
    attempt.refresh_from_db()
    assert attempt.score == 1
    assert not Score.objects.filter(kind=ScoreKind.LATE).exists()


@pytest.mark.parametrize("count", [1, 20, 200])
def test_saving_costs_five_statements_for_any_number_of_answers(count: int) -> None:
    attempt = make_quiz(count)
    entries = [Entry(f"c{n}", n, True, None, "en" if n % 2 else "ja") for n in range(1, count + 1)]
    with CaptureQueriesContext(connection) as captured:
        told = attempts.respond(attempt, entries, sent_at=None, received_at=NOW + MINUTE)
    assert {answer.status for answer in told} == {"stored"}
    assert len(statements(captured)) == 5


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_scoring_stored_answers_again_gives_the_same_result(data: Any) -> None:
    """Whatever was answered, the ledger can be recomputed from the journal under the same keys."""
    from django.db import transaction

    with transaction.atomic():
        attempt = make_quiz(4)
        for number in range(data.draw(st.integers(0, 6))):
            save(
                attempt,
                f"c{number}",
                data.draw(st.sampled_from([True, False, None])),
                question=data.draw(st.integers(1, 4)),
                made=data.draw(st.floats(0, 59)),
                at=data.draw(st.floats(59, 59.9)),
            )
        attempt = attempts.submit(attempt, actor=attempt.person, now=NOW + 59.95 * MINUTE)
        keys = grading.newest_keys(item.version_id for item in grading.items_of(attempt))
        points = [
            grading.points_of(i.current, i.version, keys[i.version_id]) for i in grading.items_of(attempt)
        ]
        assert scoring.total(points) == attempt.score
        assert scoring.total(grading.standing_points(attempt).values()) == attempt.score
        transaction.set_rollback(True)
