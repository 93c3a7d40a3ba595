"""What a prefectural contact sees: assigned training of the own unit's people, and who is overdue.

Owns: that scope. People of other units do not appear, nor does what officers study by their own choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courses.enrolment import TRAINED_ROLES, with_sections
from courses.models import CourseRun, Enrolment, EnrolmentMode, EnrolmentState
from courses.permissions import contact_agencies
from people.models import Agency, Membership, User

OVERDUE: Final = "overdue"
OPEN: Final = "open"
DONE: Final = "done"
STATUSES: Final = (OVERDUE, OPEN, DONE)


@dataclass(frozen=True)
class RollUp:
    """One assigned course of the unit."""

    run: CourseRun
    people: int
    completed: int
    overdue: int
    due_at: datetime | None

    @property
    def percent(self) -> int:
        return self.completed * 100 // self.people if self.people else 0


def agencies_of(contact: User) -> list[Agency]:
    return list(contact_agencies(contact))


def assigned_in(agencies: list[Agency], *, now: datetime) -> QuerySet[Enrolment]:
    """Assigned enrolments of people who work there, or in a section of it, now."""
    here = (
        Membership.objects.current()
        .with_role(*TRAINED_ROLES)
        .filter(person=OuterRef("person"), agency__in=with_sections([agency.pk for agency in agencies]))
    )
    return (
        Enrolment.objects.filter(Exists(here))
        .filter(Q(assignment__isnull=False) | Q(run__enrolment_mode=EnrolmentMode.MANDATORY))
        .exclude(state=EnrolmentState.WITHDRAWN)
        .annotate(ends_at=Coalesce("due_at", "run__closes_at"))
        .select_related("person", "run__course")
        .order_by("ends_at", "person__native_name", "pk")
    )


def is_overdue(now: datetime) -> Q:
    return Q(ends_at__lt=now, completed_at__isnull=True)


def narrowed(found: QuerySet[Enrolment], *, run: str, status: str, now: datetime) -> QuerySet[Enrolment]:
    if run:
        found = found.filter(run__slug=run)
    if status == OVERDUE:
        return found.filter(is_overdue(now))
    if status == DONE:
        return found.filter(completed_at__isnull=False)
    if status == OPEN:
        return found.filter(completed_at__isnull=True)
    return found


def roll_up(found: QuerySet[Enrolment], *, now: datetime) -> list[RollUp]:
    """A line for each course, in two queries whatever the number of people."""
    tallies = {
        tally["run"]: tally
        for tally in found.order_by()
        .values("run")
        .annotate(
            people=Count("pk"),
            completed=Count("pk", filter=Q(completed_at__isnull=False)),
            overdue=Count("pk", filter=is_overdue(now)),
            first_due=Min("ends_at"),
        )
    }
    runs = CourseRun.objects.filter(pk__in=tallies).select_related("course").order_by("closes_at", "pk")
    return [
        RollUp(run, tally["people"], tally["completed"], tally["overdue"], tally["first_due"])
        for run in runs
        if (tally := tallies[run.pk])
    ]


def status_of(enrolment: Enrolment, now: datetime) -> tuple[str, str]:
    """In words, and the kind of its tag."""
    due_at = enrolment.due_at or enrolment.run.closes_at
    if enrolment.completed_at:
        return _("Completed"), "ok"
    if due_at and due_at < now:
        return _("Overdue"), "warn"
    if enrolment.state == EnrolmentState.WAITING:
        return enrolment.get_state_display(), ""
    return (_("In progress"), "now") if enrolment.last_visit_at else (_("Not started"), "")


def export_head() -> list[str]:
    return [
        _("Person code"),
        _("Name"),
        _("Course"),
        _("Cohort"),
        _("Deadline"),
        _("Status"),
        _("Done"),
        _("Of"),
        _("Completed"),
        _("Last visit"),
    ]


def export_rows(found: QuerySet[Enrolment], *, now: datetime) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=2000):
        yield [
            one.person.code,
            one.person.native_name,
            one.run.course.title,
            one.run.title,
            one.due_at or one.run.closes_at,
            status_of(one, now)[0],
            one.done_count,
            one.run.unit_count,
            one.completed_at,
            one.last_visit_at,
        ]
