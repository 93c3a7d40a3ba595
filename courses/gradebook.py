"""What counts for a graded unit.

The rule, as learners are told: **the best attempt counts**. Of all closed attempts with a score the one
with the highest percentage is the result; of equal ones the earliest. Derived from the attempts every time,
never added up.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Final

from django.db import transaction

from assessments.models import Attempt
from courses.completion import evaluate
from courses.models import Enrolment, EnrolmentState, LessonProgress, LineItem, Result
from courses.progress import recount, write_done
from curriculum.models import ReleaseUnit

CENT: Final = Decimal("0.01")


def percent_of(attempt: Attempt) -> Decimal:
    """Rounded down: 69.996 % is not 70 %."""
    if attempt.score is None or not attempt.max_score:
        return Decimal(0)
    return (attempt.score * 100 / attempt.max_score).quantize(CENT, ROUND_DOWN)


def best(attempts: Sequence[Attempt]) -> Attempt | None:
    scored = [attempt for attempt in attempts if attempt.score is not None]
    return min(scored, key=lambda attempt: (-percent_of(attempt), attempt.number), default=None)


@transaction.atomic
def record_result(attempt: Attempt) -> Result | None:
    """Derive the result of the attempt's unit anew. Called in the transaction that set or changed a score."""
    line_item = LineItem.objects.filter(delivery_id=attempt.delivery_id).first()
    if line_item is None:
        return None
    enrolment = (
        Enrolment.objects.select_for_update()
        .filter(run_id=line_item.run_id, person_id=attempt.person_id)
        .first()
    )
    if enrolment is None:
        return None
    attempts = list(
        Attempt.objects.closed().filter(delivery_id=attempt.delivery_id, person_id=attempt.person_id)
    )
    counts = best(attempts)
    if counts is None:
        Result.objects.filter(enrolment=enrolment, line_item=line_item).delete()
        _follow(enrolment, line_item, None)
        return None
    result, _is_new = Result.objects.update_or_create(
        enrolment=enrolment,
        line_item=line_item,
        defaults={
            "attempt": counts,
            "percent": percent_of(counts),
            "is_passed": bool(counts.is_passed),
            "failed_count": sum(1 for one in attempts if one.is_passed is False),
        },
    )
    _follow(enrolment, line_item, result)
    return result


def _follow(enrolment: Enrolment, line_item: LineItem, result: Result | None) -> None:
    """A passed quiz is a finished unit; one that a corrected score takes back is not, unless all was
    completed.
    """
    unit = ReleaseUnit.objects.filter(release__runs=line_item.run_id, key=line_item.unit_key).first()
    if unit is not None and result is not None and result.is_passed:
        write_done(enrolment, unit, language=enrolment.person.language, edition=None)
    elif enrolment.state != EnrolmentState.COMPLETED:
        LessonProgress.objects.filter(enrolment=enrolment, unit_key=line_item.unit_key).update(done_at=None)
    recount(enrolment)
    evaluate(enrolment)
