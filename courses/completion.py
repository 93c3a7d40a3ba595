"""When is a course completed, and what follows.

The rule is data on the run: ``{"lessons": "all", "assessments": [{"unit": key, "pass_percent": 70}],
"certificate": true}``. ``standing`` is pure: it compares the rule with what the learner did. ``evaluate``
acts on it: a completion, once, and the certificate, once. An attempt the clock closed may still change
(answers on a phone), so completion waits until it is final; becoming final is announced like a result, and
``evaluate`` is called again.

A score corrected downward afterwards does not undo a completion: taking back a certificate is a person's
decision.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import notices
from courses.certificates import award
from courses.models import Completion, Enrolment, EnrolmentEvent, EnrolmentState, LessonProgress, Result
from curriculum.models import UnitKind
from people import audit


@dataclass(frozen=True)
class Required:
    """A unit of the release as the rule sees it."""

    key: uuid.UUID
    kind: str
    is_required: bool


@dataclass(frozen=True)
class Counted:
    """The result that counts for a graded unit."""

    percent: Decimal
    attempt_id: int
    provisional_until: datetime | None = None


@dataclass(frozen=True)
class QuizStanding:
    key: uuid.UUID
    pass_percent: int
    percent: Decimal | None
    is_passed: bool
    waits_until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    lessons_done: int
    lessons_needed: int
    quizzes: tuple[QuizStanding, ...]

    @property
    def is_satisfied(self) -> bool:
        return self.lessons_done >= self.lessons_needed and all(quiz.is_passed for quiz in self.quizzes)

    @property
    def waits_until(self) -> datetime | None:
        """Until when a result may still change; nothing is awarded before."""
        return max((quiz.waits_until for quiz in self.quizzes if quiz.waits_until), default=None)


def standing(
    rule: Mapping[str, Any],
    units: Sequence[Required],
    done: Collection[uuid.UUID],
    results: Mapping[uuid.UUID, Counted],
    *,
    now: datetime,
) -> Standing:
    """How far the rule is met. A rule may ask for "all" required lessons or for a number of them."""
    lessons = [unit.key for unit in units if unit.kind == UnitKind.LESSON and unit.is_required]
    asked = rule.get("lessons", "all")
    needed = len(lessons) if asked == "all" else min(int(asked), len(lessons))
    return Standing(
        lessons_done=min(sum(1 for key in lessons if key in done), needed),
        lessons_needed=needed,
        quizzes=tuple(_quiz(entry, results, now) for entry in rule.get("assessments", [])),
    )


def _quiz(entry: Mapping[str, Any], results: Mapping[uuid.UUID, Counted], now: datetime) -> QuizStanding:
    key, pass_percent = uuid.UUID(entry["unit"]), int(entry["pass_percent"])
    result = results.get(key)
    if result is None:
        return QuizStanding(key, pass_percent, None, is_passed=False)
    waits = result.provisional_until if result.provisional_until and result.provisional_until > now else None
    return QuizStanding(key, pass_percent, result.percent, result.percent >= pass_percent, waits)


def standing_of(enrolment: Enrolment, *, now: datetime | None = None) -> Standing:
    """The learner's standing, in three queries."""
    units = [
        Required(*values)
        for values in enrolment.run.release.units.studied()
        .order_by("position")
        .values_list("key", "kind", "is_required")
    ]
    done = set(LessonProgress.objects.current_for(enrolment).values_list("unit_key", flat=True))
    return standing(enrolment.run.completion, units, done, results_of(enrolment), now=now or timezone.now())


def results_of(enrolment: Enrolment) -> dict[uuid.UUID, Counted]:
    """What counts for each graded unit, by its key."""
    return {
        row.line_item.unit_key: Counted(row.percent, row.attempt_id, row.attempt.provisional_until)
        for row in Result.objects.filter(enrolment=enrolment).select_related("line_item", "attempt")
    }


@transaction.atomic
def evaluate(enrolment: Enrolment) -> Enrolment:
    """Complete the enrolment when the run's rule is met and nothing can still change; once, whoever calls
    how often.

    Returns the enrolment as it stands then.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("person", "run__release", "run__course")
        .get(pk=enrolment.pk)
    )
    if enrolment.state != EnrolmentState.ACTIVE:
        return enrolment
    now = timezone.now()
    where = standing_of(enrolment, now=now)
    if not where.is_satisfied or where.waits_until:
        return enrolment
    evidence = _evidence(enrolment, where)
    credential = (
        award(enrolment, evidence, completed_at=now) if enrolment.run.completion.get("certificate") else None
    )
    Completion.objects.create(enrolment=enrolment, completed_at=now, evidence=evidence, credential=credential)
    enrolment.state, enrolment.completed_at = EnrolmentState.COMPLETED, now
    enrolment.save(update_fields=["state", "completed_at"])
    EnrolmentEvent.objects.create(
        enrolment=enrolment, actor=None, from_state=EnrolmentState.ACTIVE, to_state=EnrolmentState.COMPLETED
    )
    audit.record(
        None,
        "enrolment.completed",
        "enrolment",
        enrolment.pk,
        run=enrolment.run_id,
        person=enrolment.person_id,
    )
    notices.completed(enrolment, credential)
    return enrolment


def _evidence(enrolment: Enrolment, where: Standing) -> dict[str, Any]:
    attempts = {
        row.line_item.unit_key: str(row.attempt.uuid)
        for row in Result.objects.filter(enrolment=enrolment).select_related("line_item", "attempt")
    }
    return {
        "release": enrolment.run.release.number,
        "release_digest": enrolment.run.release.digest,
        "rule": enrolment.run.completion,
        "lessons": where.lessons_done,
        "assessments": [
            {"unit": str(quiz.key), "percent": str(quiz.percent), "attempt": attempts[quiz.key]}
            for quiz in where.quizzes
        ],
    }
