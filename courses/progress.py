"""How far a learner got: opening a unit, marking it done, finding what comes next.

Progress hangs on the language-neutral unit key, so switching language keeps the place. What was read
(digest of the frozen source, language, edition) stays on the row; a lesson that changed in a newer release
counts again only when it is read again.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.completion import evaluate
from courses.errors import ProgressRefused
from courses.models import Enrolment, EnrolmentState, LessonProgress
from curriculum.models import UnitKind

# A visit is written again only after this long: reading must not cost a write per page.
VISIT_AGAIN_AFTER: Final = timedelta(minutes=5)


class Unit(Protocol):
    """What these rules need of a unit: a ``ReleaseUnit`` or an entry of ``curriculum.reading.outline``."""

    @property
    def key(self) -> uuid.UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def digest(self) -> str: ...


U = TypeVar("U", bound=Unit)


def is_current(row: LessonProgress, unit: Unit) -> bool:
    """Done, and what was read is what the unit says now. A passed quiz stays passed."""
    return row.done_at is not None and (unit.kind == UnitKind.QUIZ or row.unit_digest == unit.digest)


def done_keys(rows: Mapping[uuid.UUID, LessonProgress], units: Sequence[Unit]) -> set[uuid.UUID]:
    return {unit.key for unit in units if unit.key in rows and is_current(rows[unit.key], unit)}


def next_unit(units: Sequence[U], done: Collection[uuid.UUID], last: uuid.UUID | None) -> U | None:
    """Where to continue: the first unfinished unit from the last visited one on, else from the start."""
    start = next((at for at, unit in enumerate(units) if unit.key == last), 0)
    return next((unit for unit in [*units[start:], *units[:start]] if unit.key not in done), None)


def open_unit(
    enrolment: Enrolment,
    unit: Unit,
    *,
    row: LessonProgress | None,
    language: str,
    edition: int | None,
) -> None:
    """Note the visit. ``row`` is the learner's line for this unit if there is one; a line that is done
    stays as it is.
    """
    now = timezone.now()
    if row is None:
        LessonProgress.objects.bulk_create(
            [
                LessonProgress(
                    enrolment=enrolment,
                    unit_key=unit.key,
                    unit_digest=unit.digest,
                    language=language,
                    edition=edition,
                    opened_at=now,
                )
            ],
            ignore_conflicts=True,
        )
    is_recent = enrolment.last_visit_at is not None and now - enrolment.last_visit_at < VISIT_AGAIN_AFTER
    if enrolment.last_unit_key == unit.key and is_recent:
        return
    enrolment.last_unit_key, enrolment.last_visit_at = unit.key, now
    Enrolment.objects.filter(pk=enrolment.pk).update(last_unit_key=unit.key, last_visit_at=now)


@transaction.atomic
def mark_done(enrolment: Enrolment, unit: Unit, *, language: str, edition: int | None = None) -> Enrolment:
    """The learner says a lesson is done, and the course may be completed by it. Saying it twice is saying
    it once.
    """
    if unit.kind != UnitKind.LESSON:
        raise ProgressRefused(_("A quiz is done when you pass it."))
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.state not in (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED):
        raise ProgressRefused(_("This course is closed for you. You can still read the lessons."))
    write_done(enrolment, unit, language=language, edition=edition)
    recount(enrolment)
    return evaluate(enrolment)


def write_done(enrolment: Enrolment, unit: Unit, *, language: str, edition: int | None) -> LessonProgress:
    """Inside a rule that holds the enrolment's lock."""
    now = timezone.now()
    row, is_new = LessonProgress.objects.get_or_create(
        enrolment=enrolment,
        unit_key=unit.key,
        defaults={
            "unit_digest": unit.digest,
            "language": language,
            "edition": edition,
            "opened_at": now,
            "done_at": now,
        },
    )
    if not is_new and not is_current(row, unit):
        row.unit_digest, row.language, row.edition, row.done_at = unit.digest, language, edition, now
        row.save(update_fields=["unit_digest", "language", "edition", "done_at"])
    enrolment.last_unit_key, enrolment.last_visit_at = unit.key, now
    enrolment.save(update_fields=["last_unit_key", "last_visit_at"])
    return row


def recount(enrolment: Enrolment) -> int:
    """Inside a rule that holds the enrolment's lock: the tally that lists read."""
    enrolment.done_count = LessonProgress.objects.current_for(enrolment).count()
    enrolment.save(update_fields=["done_count"])
    return enrolment.done_count
