import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments import attempts
from assessments.answers import Entry, respond
from assessments.models import Attempt
from courses import gradebook
from courses.completion import Counted, Required, evaluate, standing
from courses.models import Completion, Enrolment, EnrolmentState, Result
from courses.progress import mark_done
from credentials.models import Credential
from tests.factories.assessments import RIGHT, WRONG
from tests.factories.courses import lesson_units, make_enrolment, make_run

NOW = timezone.now()
QUIZ = uuid.uuid4()
LESSONS = [Required(uuid.UUID(int=at), "lesson", True) for at in range(1, 5)]
UNITS = [*LESSONS, Required(uuid.UUID(int=9), "lesson", False), Required(QUIZ, "quiz", True)]
RULE = {"lessons": "all", "assessments": [{"unit": str(QUIZ), "pass_percent": 70}], "certificate": True}


@given(done=st.sets(st.sampled_from([unit.key for unit in LESSONS])), percent=st.decimals(0, 100, places=2))
def test_standing_is_satisfied_exactly_when_every_part_is(done, percent):
    where = standing(RULE, UNITS, done, {QUIZ: Counted(percent, 1)}, now=NOW)
    assert where.is_satisfied == (len(done) == 4 and percent >= 70)
    assert where.lessons_needed == 4


def test_standing_waits_for_a_provisional_result():
    later = NOW + timedelta(hours=3)
    done = {unit.key for unit in LESSONS}
    where = standing(RULE, UNITS, done, {QUIZ: Counted(Decimal(80), 1, later)}, now=NOW)
    assert (where.is_satisfied, where.waits_until) == (True, later)
    assert standing(RULE, UNITS, done, {QUIZ: Counted(Decimal(80), 1, later)}, now=later).waits_until is None


def test_standing_without_a_try_or_with_fewer_lessons_asked():
    assert not standing(RULE, UNITS, {unit.key for unit in LESSONS}, {}, now=NOW).is_satisfied
    assert standing({"lessons": 2}, UNITS, {LESSONS[0].key, LESSONS[1].key}, {}, now=NOW).is_satisfied


def sit(one: Enrolment, answers: dict, *, close: bool = True) -> Attempt:
    """Take the cohort's quiz with the answers given."""
    attempt = attempts.start(one.run.line_items.get().delivery, one.person)
    entries = [
        Entry(str(uuid.uuid4()), item.position, answers[item.version.interaction], language="en")
        for item in attempt.items.select_related("version")
    ]
    respond(attempt, entries, sent_at=None, received_at=timezone.now())
    return attempts.submit(attempt, actor=one.person) if close else attempt


def read_all(one: Enrolment) -> None:
    for unit in lesson_units(one.run):
        mark_done(one, unit, language="en")


@pytest.mark.django_db
def test_completion_and_certificate_come_exactly_once():
    one = make_enrolment()
    sit(one, RIGHT)
    read_all(one)
    one.refresh_from_db()
    assert (one.state, one.done_count) == (EnrolmentState.COMPLETED, 4)
    completion = one.completion
    assert completion.credential.recipient == one.person
    evaluate(one)
    gradebook.record_result(Attempt.objects.get(person=one.person))
    assert (Completion.objects.count(), Credential.objects.count()) == (1, 1)
    assert completion.evidence["assessments"][0]["percent"] == "100.00"
    assert [event.to_state for event in one.events.all()] == ["active", "completed"]


@pytest.mark.django_db
def test_completion_without_certificate_when_the_rule_asks_for_none():
    one = make_enrolment(make_run(quizzes=0, completion={"lessons": "all", "certificate": False}))
    read_all(one)
    one.refresh_from_db()
    assert (one.state, one.completion.credential) == (EnrolmentState.COMPLETED, None)
    assert Credential.objects.count() == 0


@pytest.mark.django_db
def test_lessons_alone_do_not_complete():
    one = make_enrolment()
    read_all(one)
    sit(one, WRONG)
    one.refresh_from_db()
    assert (one.state, one.done_count) == (EnrolmentState.ACTIVE, 3)
    assert not Completion.objects.exists()


@pytest.mark.django_db
def test_the_best_attempt_counts_and_failed_tries_are_told():
    one = make_enrolment()
    sit(one, WRONG)
    sit(one, WRONG)
    result = Result.objects.get()
    assert (result.percent, result.is_passed, result.failed_count) == (0, False, 2)
    sit(one, RIGHT)
    result.refresh_from_db()
    assert (result.percent, result.is_passed, result.attempt.number) == (100, True, 3)


@pytest.mark.django_db
def test_certificate_waits_while_the_attempt_is_provisional():
    one = make_enrolment()
    read_all(one)
    delivery = one.run.line_items.get().delivery
    delivery.allowed_seconds = 600
    delivery.save()
    attempt = sit(one, RIGHT, close=False)
    Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    closed = attempts.keep_time(Attempt.objects.get(pk=attempt.pk))
    one.refresh_from_db()
    assert (closed.is_passed, one.state) == (True, EnrolmentState.ACTIVE)
    attempts.settle(closed)
    one.refresh_from_db()
    assert one.state == EnrolmentState.COMPLETED
    assert Credential.objects.count() == 1


@pytest.mark.django_db
def test_a_score_corrected_downward_takes_the_quiz_back_but_not_a_completion():
    one = make_enrolment()
    attempt = sit(one, RIGHT)
    Attempt.objects.filter(pk=attempt.pk).update(score=0, is_passed=False)
    gradebook.record_result(Attempt.objects.get(pk=attempt.pk))
    one.refresh_from_db()
    assert one.done_count == 0
    sit(one, RIGHT)
    read_all(one)
    Attempt.objects.update(score=0, is_passed=False)
    gradebook.record_result(Attempt.objects.last())
    one.refresh_from_db()
    assert (one.state, Result.objects.get().is_passed) == (EnrolmentState.COMPLETED, False)


@pytest.mark.django_db
def test_percent_is_rounded_down():
    assert gradebook.percent_of(Attempt(score=Decimal("69.999"), max_score=Decimal(100))) == Decimal("69.99")
    assert gradebook.percent_of(Attempt(score=None, max_score=Decimal(0))) == 0
