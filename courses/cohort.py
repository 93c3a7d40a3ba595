"""What a coordinator sees of a cohort: four numbers, people by need, their results. A constant number of
queries.

Owns: reading and tallying. Refuses to know: changing anything (``courses.enrolment``).
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    Avg,
    Case,
    Count,
    F,
    FloatField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from assessments.models import Delivery, Extension
from courses.attention import ATTENTION, Reason, Thresholds, facts_of, reasons, with_attention
from courses.models import CourseRun, Enrolment, EnrolmentState, Result
from curriculum.reading import outline
from people.models import Country, User

ACTIVE_WITHIN: Final = timedelta(days=7)
PAGE_SIZE: Final = 50
MOST_COLUMNS: Final = 12


@dataclass(frozen=True)
class Numbers:
    learners: int
    active_this_week: int
    average_percent: int
    finished: int
    need_attention: int
    waiting: int


@dataclass(frozen=True)
class Row:
    """A learner as the table shows one."""

    enrolment: Enrolment
    person: User
    done: int
    total: int
    best: Decimal | None
    reasons: tuple[Reason, ...]

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def status(self) -> str:
        """One word for a learner without a reason."""
        if self.enrolment.state == EnrolmentState.ACTIVE:
            return _("Not started") if self.enrolment.last_visit_at is None else _("On track")
        return self.enrolment.get_state_display()

    @property
    def status_kind(self) -> str:
        return {
            EnrolmentState.COMPLETED: "ok",
            EnrolmentState.WAITING: "warn",
            EnrolmentState.ACTIVE: "ok",
        }.get(EnrolmentState(self.enrolment.state), "")


def people(run: CourseRun, *, now: datetime) -> QuerySet[Enrolment]:
    """Everybody ever enrolled, with all the table needs, those who need attention first."""
    results = Result.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    failed = results.filter(is_passed=False).annotate(most=Max("failed_count")).values("most")
    best = results.annotate(top=Max("percent")).values("top")
    return (
        with_attention(Enrolment.objects.filter(run=run), run, now=now)
        .select_related("person__country")
        .annotate(failed=Subquery(failed), best=Subquery(best))
        .order_by("-attention", "person__primary_identifier", "person__native_name", "pk")
    )


@dataclass(frozen=True)
class QuizEase:
    """A quiz of the cohort and what one person gets beyond its rules."""

    delivery: Delivery
    title: str
    extension: Extension | None

    @property
    def extra_minutes(self) -> int:
        return self.extension.extra_seconds // 60 if self.extension else 0


def quiz_eases(run: CourseRun, person: User, chain: Sequence[str]) -> list[QuizEase]:
    """The quizzes in course order. Two queries and a cached outline."""
    items = {item.unit_key: item.delivery for item in run.line_items.select_related("delivery")}
    granted = {
        extension.delivery_id: extension
        for extension in Extension.objects.filter(delivery__line_item__run=run, person=person)
    }
    return [
        QuizEase(items[unit.key], unit.title, granted.get(items[unit.key].pk))
        for unit in outline(run.release, chain)
        if unit.key in items
    ]


def numbers(run: CourseRun, *, now: datetime) -> Numbers:
    share = Cast(F("done_count"), FloatField()) * 100 / (run.unit_count or 1)
    learning = Enrolment.objects.filter(run=run).listed().exclude(state=EnrolmentState.WAITING)
    in_need: QuerySet[Any] = with_attention(learning, run, now=now)
    found = learning.aggregate(
        learners=Count("pk"),
        active=Count("pk", filter=Q(last_visit_at__gte=now - ACTIVE_WITHIN)),
        average=Avg(share),
        finished=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
    )
    return Numbers(
        learners=found["learners"],
        active_this_week=found["active"],
        average_percent=round(found["average"] or 0),
        finished=found["finished"],
        # A query of its own: SQLite 3.40 miscounts it among other filtered aggregates.
        need_attention=in_need.filter(attention__gt=0).count(),
        waiting=Enrolment.objects.filter(run=run, state=EnrolmentState.WAITING).count(),
    )


def narrowed(found: QuerySet[Any], *, q: str = "", country: str = "", status: str = "") -> QuerySet[Any]:
    """The filter bar. Withdrawn learners are shown only when asked for."""
    if q:
        names = (
            "native_name",
            "primary_identifier",
            "secondary_identifier",
            "display_name",
            "kana_name",
            "code",
            "email",
        )
        for word in q.split():
            found = found.filter(
                Q(*[(f"person__{name}__icontains", word) for name in names], _connector=Q.OR)
            )
    if country:
        found = found.filter(person__country=country)
    if status == ATTENTION:
        return found.filter(attention__gt=0)
    if status:
        return found.filter(state=status)
    return found.exclude(state=EnrolmentState.WITHDRAWN)


def rows(run: CourseRun, found: Iterable[Enrolment], *, now: datetime) -> list[Row]:
    limits = Thresholds.of(run)
    return [row(run, enrolment, limits, now=now) for enrolment in found]


def row(run: CourseRun, enrolment: Enrolment, limits: Thresholds, *, now: datetime) -> Row:
    active = enrolment.state == EnrolmentState.ACTIVE
    failed = getattr(enrolment, "failed", None) or 0
    return Row(
        enrolment=enrolment,
        person=enrolment.person,
        done=enrolment.done_count,
        total=run.unit_count,
        best=getattr(enrolment, "best", None),
        reasons=reasons(facts_of(enrolment, run, failed), limits, now=now) if active else (),
    )


def countries_of(run: CourseRun) -> list[Country]:
    return list(Country.objects.filter(people__enrolments__run=run).distinct())


# --- My cohorts -----------------------------------------------------------------------------------
def with_tallies(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """Cohorts with how many learn, have finished and wait, in one query."""
    share = Case(
        When(unit_count=0, then=Value(0.0)),
        default=Cast(F("enrolments__done_count"), FloatField()) * 100 / F("unit_count"),
        output_field=FloatField(),
    )
    learning = Q(
        enrolments__state__in=[EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.ENDED]
    )
    return (
        runs.select_related("course")
        .annotate(
            learners=Count("enrolments", filter=learning),
            finished=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.COMPLETED)),
            waiting=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING)),
            average=Avg(share, filter=learning),
        )
        .order_by("-opens_at", "pk")
    )


# --- Gradebook ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    percent: Decimal | None
    is_passed: bool
    tries_failed: int
    is_provisional: bool


@dataclass(frozen=True)
class GradeRow:
    enrolment: Enrolment
    person: User
    cells: tuple[Cell | None, ...]


def grade_rows(enrolments: Sequence[Enrolment], line_item_ids: Sequence[int]) -> list[GradeRow]:
    """One query for all cells of a page."""
    found: dict[tuple[int, int], Cell] = {
        (result.enrolment_id, result.line_item_id): Cell(
            result.percent,
            result.is_passed,
            result.failed_count,
            result.attempt.provisional_until is not None,
        )
        for result in Result.objects.filter(
            enrolment__in=[one.pk for one in enrolments], line_item__in=line_item_ids
        ).select_related("attempt")
    }
    return [
        GradeRow(one, one.person, tuple(found.get((one.pk, item)) for item in line_item_ids))
        for one in enrolments
    ]


# --- Export ---------------------------------------------------------------------------------------
def export_head() -> list[str]:
    return [
        _("Person code"),
        _("Name"),
        _("Name in Latin letters"),
        _("E-mail"),
        _("Country"),
        _("Status"),
        _("Done"),
        _("Of"),
        _("Best quiz (%)"),
        _("Last visit"),
        _("Deadline"),
        _("Completed"),
        _("Needs attention"),
    ]


def export_rows(run: CourseRun, found: QuerySet[Enrolment], *, now: datetime) -> Iterator[list[object]]:
    limits = Thresholds.of(run)
    for enrolment in found.iterator(chunk_size=2000):
        line = row(run, enrolment, limits, now=now)
        person = line.person
        yield [
            person.code,
            person.native_name,
            person.latin_name,
            person.email or "",
            str(person.country) if person.country else "",
            enrolment.get_state_display(),
            line.done,
            line.total,
            line.best,
            enrolment.last_visit_at,
            enrolment.due_at or run.closes_at,
            enrolment.completed_at,
            "; ".join(reason.sentence for reason in line.reasons),
        ]


def chosen(run: CourseRun, uuids: Iterable[str]) -> list[Enrolment]:
    """The learners ticked on a page of this run; what is no uuid, or not of this run, is left out."""
    valid = []
    for value in uuids:
        try:
            valid.append(uuid.UUID(value))
        except ValueError:
            continue
    return list(
        Enrolment.objects.filter(run=run, uuid__in=valid).select_related("person__country").order_by("pk")
    )
