from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attention import Facts, Thresholds, facts_of, planned, reasons, with_attention
from courses.cohort import numbers
from courses.models import CourseRun, Enrolment, Result
from tests.factories.assessments import make_attempt
from tests.factories.courses import make_enrolment, make_frozen_course, make_run

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = Thresholds()


def facts(**changes) -> Facts:
    """Somebody on track: half the time gone, half the work done, seen today."""
    values = {
        "done": 10,
        "total": 20,
        "started_at": NOW - 50 * DAY,
        "last_visit_at": NOW,
        "due_at": NOW + 50 * DAY,
        "failed": 0,
    }
    return Facts(**(values | changes))


def codes(*args, **changes) -> list[str]:
    return [reason.code for reason in reasons(facts(**changes), LIMITS, now=NOW)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"last_visit_at": NOW - 9 * DAY}, []),
        ({"last_visit_at": NOW - 10 * DAY}, ["idle"]),
        ({"last_visit_at": None, "started_at": NOW - 3 * DAY, "done": 0}, []),
        ({"done": 9}, []),
        ({"done": 8}, ["behind"]),
        ({"done": 0, "due_at": None}, []),
        ({"failed": 1}, []),
        ({"failed": 2}, ["failed"]),
        ({"due_at": NOW + 7 * DAY, "done": 18}, []),
        ({"due_at": NOW + 7 * DAY, "done": 9}, ["behind", "due"]),
        ({"done": 20, "last_visit_at": NOW - 40 * DAY, "failed": 3}, []),
        ({"started_at": NOW + DAY, "last_visit_at": None, "done": 0}, []),
    ],
)
def test_reasons_follow_their_thresholds(changes, expected):
    assert codes(**changes) == expected


def test_reasons_say_numbers_and_the_date():
    [reason] = reasons(facts(last_visit_at=NOW - 12 * DAY), LIMITS, now=NOW)
    assert (reason.sentence, reason.at) == ("No visit for 12 days", NOW - 12 * DAY)


@given(total=st.integers(0, 60), elapsed=st.integers(0, 200), whole=st.integers(1, 100))
def test_planned_never_exceeds_the_work(total, elapsed, whole):
    some = facts(total=total, started_at=NOW - elapsed * DAY, due_at=NOW + (whole - elapsed) * DAY)
    assert 0 <= planned(some, NOW) <= total


def test_thresholds_come_from_the_run_and_ignore_what_is_unknown():
    assert Thresholds.of(CourseRun(attention={"idle_days": 3, "odd": 1})) == Thresholds(idle_days=3)


@pytest.mark.django_db
def test_the_database_counts_the_same_reasons():
    release = make_frozen_course(lessons=9)
    run = make_run(release, opens_at=NOW - 50 * DAY, closes_at=NOW + 50 * DAY)
    item = run.line_items.get()
    visits = [None, NOW, NOW - 9 * DAY, NOW - 10 * DAY, NOW - 11 * DAY]
    dues = [None, NOW + 3 * DAY, NOW + 7 * DAY, NOW + 8 * DAY, NOW - DAY, NOW - 60 * DAY]
    case = 0
    for visit in visits:
        for due_at in dues:
            done = (case * 3) % 11
            one = make_enrolment(
                run, last_visit_at=visit, due_at=due_at, done_count=done, enrolled_at=NOW - (case % 60) * DAY
            )
            if case % 3 == 0:
                Result.objects.create(
                    enrolment=one,
                    line_item=item,
                    attempt=make_attempt(item.delivery, one.person),
                    percent=Decimal(40),
                    is_passed=False,
                    failed_count=case % 4,
                )
            case += 1
    for state in ("waiting", "withdrawn", "completed"):
        make_enrolment(run, state=state, completed_at=NOW if state == "completed" else None)
    counted = {
        one.pk: one.attention for one in with_attention(Enrolment.objects.filter(run=run), run, now=NOW)
    }
    expected = {}
    for one in Enrolment.objects.filter(run=run).prefetch_related("results"):
        failed = max((result.failed_count for result in one.results.all() if not result.is_passed), default=0)
        found = (
            reasons(facts_of(one, run, failed), Thresholds.of(run), now=NOW) if one.state == "active" else ()
        )
        expected[one.pk] = len(found)
    assert counted == expected
    assert set(expected.values()) >= {0, 1, 2, 3}


@pytest.mark.django_db
def test_number_of_those_who_need_attention_counts_nobody_else() -> None:
    run = make_run(opens_at=NOW - 20 * DAY, closes_at=NOW + 20 * DAY)
    for visited in (NOW - DAY, NOW - 12 * DAY):
        make_enrolment(run, last_visit_at=visited, enrolled_at=run.opens_at, done_count=run.unit_count - 1)
    assert numbers(run, now=NOW).need_attention == 1
