"""Who needs the coordinator's attention, and why.

Four reasons, each with a threshold the coordinator can change. One wrong answer or "not started yet" is
none. The same reasons exist twice: ``reasons`` is pure and says them in words for the rows of one page;
``with_attention`` lets the database count them for a whole cohort, so that sorting costs no query per
person. A test holds both together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseRun, Enrolment, EnrolmentState, Result


@dataclass(frozen=True)
class Thresholds:
    idle_days: int = 10
    behind_lessons: int = 2
    failed_attempts: int = 2
    due_days: int = 7
    due_percent: int = 50

    @classmethod
    def of(cls, run: CourseRun) -> "Thresholds":
        known = {
            name: int(value) for name, value in run.attention.items() if name in cls.__dataclass_fields__
        }
        return cls(**known)


@dataclass(frozen=True)
class Facts:
    """What is known of a learner, as numbers and moments."""

    done: int
    total: int
    started_at: datetime
    last_visit_at: datetime | None
    due_at: datetime | None
    failed: int = 0


@dataclass(frozen=True)
class Reason:
    code: str
    sentence: str
    at: datetime | None = None


# The status that asks for everybody with a reason.
ATTENTION: Final = "attention"

IDLE: Final = "idle"
BEHIND: Final = "behind"
FAILED: Final = "failed"
DUE: Final = "due"


def facts_of(enrolment: Enrolment, run: CourseRun, failed: int) -> Facts:
    return Facts(
        done=enrolment.done_count,
        total=run.unit_count,
        started_at=max(enrolment.enrolled_at, run.opens_at),
        last_visit_at=enrolment.last_visit_at,
        due_at=enrolment.due_at or run.closes_at,
        failed=failed,
    )


def reasons(facts: Facts, limits: Thresholds, *, now: datetime) -> tuple[Reason, ...]:
    """Why somebody who is taking the course now needs attention; nothing for one who has done everything."""
    if facts.done >= facts.total or facts.started_at > now:
        return ()
    found = []
    seen_at = max(facts.last_visit_at or facts.started_at, facts.started_at)
    idle = (now - seen_at).days
    if idle >= limits.idle_days:
        sentence = ngettext("No visit for %(days)d day", "No visit for %(days)d days", idle) % {"days": idle}
        found.append(Reason(IDLE, sentence, seen_at))
    behind = planned(facts, now) - facts.done
    if behind >= limits.behind_lessons:
        sentence = ngettext("%(count)d lesson behind the plan", "%(count)d lessons behind the plan", behind)
        found.append(Reason(BEHIND, sentence % {"count": behind}))
    if facts.failed >= limits.failed_attempts:
        sentence = ngettext(
            "Quiz not passed in %(count)d try", "Quiz not passed in %(count)d tries", facts.failed
        )
        found.append(Reason(FAILED, sentence % {"count": facts.failed}))
    is_near = facts.due_at is not None and facts.due_at <= now + timedelta(days=limits.due_days)
    if is_near and facts.done * 100 < limits.due_percent * facts.total:
        found.append(Reason(DUE, _due_sentence(facts, now), facts.due_at))
    return tuple(found)


def _due_sentence(facts: Facts, now: datetime) -> str:
    counts = {"done": facts.done, "total": facts.total}
    if facts.due_at and facts.due_at < now:
        return _("Deadline has passed: %(done)d of %(total)d done") % counts
    return _("Deadline is near: %(done)d of %(total)d done") % counts


def planned(facts: Facts, now: datetime) -> int:
    """How many units would be done by now if work were spread evenly up to the deadline; without one, no
    plan.
    """
    if facts.due_at is None or facts.due_at <= facts.started_at:
        return 0
    elapsed = min(now, facts.due_at) - facts.started_at
    return int(facts.total * elapsed // (facts.due_at - facts.started_at))


def with_attention(people: QuerySet[Enrolment], run: CourseRun, *, now: datetime) -> QuerySet[Enrolment]:
    """Adds ``attention``: how many reasons each learner of the run has. One query, whatever the size."""
    limits = Thresholds.of(run)
    failed = Result.objects.filter(
        enrolment=OuterRef("pk"), is_passed=False, failed_count__gte=limits.failed_attempts
    )
    people = people.annotate(
        started_at=Greatest(F("enrolled_at"), Value(run.opens_at, DateTimeField())),
        ends_at=Coalesce(F("due_at"), Value(run.closes_at, DateTimeField())),
    )
    people = people.annotate(
        seen_at=Coalesce(Greatest(F("last_visit_at"), F("started_at")), F("started_at")),
    )
    tests = [
        Q(seen_at__lte=now - timedelta(days=limits.idle_days)),
        _is_behind(run, limits, now),
        Q(Exists(failed)),
        Q(
            ends_at__lte=now + timedelta(days=limits.due_days),
            done_count__lt=limits.due_percent * run.unit_count / 100,
        ),
    ]
    active = Q(state=EnrolmentState.ACTIVE, started_at__lte=now, done_count__lt=run.unit_count)
    score = sum((Case(When(test, then=1), default=0) for test in tests), Value(0))
    return people.annotate(attention=Case(When(active, then=score), default=0, output_field=IntegerField()))


def _is_behind(run: CourseRun, limits: Thresholds, now: datetime) -> Any:
    """planned - done >= limit, multiplied out: databases do not agree on how to divide one duration by
    another.
    """
    whole = ExpressionWrapper(F("ends_at") - F("started_at"), DurationField())
    elapsed = ExpressionWrapper(
        Least(F("ends_at"), Value(now, DateTimeField())) - F("started_at"), DurationField()
    )
    planned_share = ExpressionWrapper(elapsed * Value(run.unit_count), DurationField())
    done_share = ExpressionWrapper(whole * (F("done_count") + Value(limits.behind_lessons)), DurationField())
    return Q(ends_at__gt=F("started_at")) & Q(GreaterThanOrEqual(planned_share, done_share))
