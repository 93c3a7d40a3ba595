"""What a learner's home page shows: where to continue, what is due, which courses there are.

Two queries and one cached outline, whatever the number of courses and lessons.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Enrolment, EnrolmentState, LessonProgress, RunState
from courses.progress import done_keys, next_unit
from curriculum.models import UnitKind
from curriculum.reading import OutlineUnit, outline
from languages.fallback import chain
from people.models import User

DUE_ITEMS: Final = 5
FINISHED: Final = (EnrolmentState.COMPLETED, EnrolmentState.ENDED)


@dataclass(frozen=True)
class Continue:
    """The one unit to go on with."""

    course_title: str
    unit_title: str
    unit_language: str
    unit_kind: str
    # Among lessons, as the outline counts them; a quiz has none.
    lesson_number: int | None
    number: int
    minutes: int
    done: int
    total: int
    url: str
    outline_url: str

    @property
    def now(self) -> int:
        """The current segment."""
        return self.number


@dataclass(frozen=True)
class DueItem:
    title: str
    due_at: datetime
    url: str
    is_overdue: bool
    done: int
    total: int


@dataclass(frozen=True)
class CourseCard:
    """A course the person takes, waits for or took. ``state`` is one of waiting, coming, new, started,
    done, ended.
    """

    title: str
    run_title: str
    state: str
    state_label: str
    done: int
    total: int
    minutes: int
    url: str
    due_at: datetime | None
    opens_at: datetime
    completed_at: datetime | None
    certificate: uuid.UUID | None

    @property
    def tag_kind(self) -> str:
        return {"started": "now", "done": "ok", "waiting": "warn"}.get(self.state, "")


@dataclass(frozen=True)
class Dashboard:
    resume: Continue | None
    due: tuple[DueItem, ...]
    courses: tuple[CourseCard, ...]


def dashboard(person: User, *, now: datetime | None = None) -> Dashboard:
    now = now or timezone.now()
    enrolments = list(
        Enrolment.objects.for_person(person)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .select_related("run__course", "run__release", "completion__credential")
        .defer("run__release__facts", "run__course__description", "completion__credential__facts")
        .order_by("-last_visit_at", "-enrolled_at")
    )
    going_on = [one for one in enrolments if _is_going_on(one, now)]
    current = max(
        going_on,
        key=lambda one: (one.last_visit_at is not None, one.last_visit_at or one.enrolled_at),
        default=None,
    )
    return Dashboard(
        resume=_resume(person, current) if current else None,
        due=_due(going_on, now),
        courses=tuple(
            sorted((_card(one, now) for one in enrolments), key=lambda card: ORDER.index(card.state))
        ),
    )


ORDER: Final = ("started", "new", "waiting", "coming", "done", "ended")


def _is_going_on(enrolment: Enrolment, now: datetime) -> bool:
    return enrolment.state == EnrolmentState.ACTIVE and enrolment.run.is_open()


def reading_chain(person: User, source_language: str) -> tuple[str, ...]:
    """The language of the page, then the person's own, then the source."""
    return chain(get_language() or "en", *person.language_chain, source=source_language)


def _resume(person: User, enrolment: Enrolment) -> Continue | None:
    run = enrolment.run
    units = [
        unit
        for unit in outline(run.release, reading_chain(person, run.release.source_language))
        if unit.kind != UnitKind.MODULE
    ]
    rows = {row.unit_key: row for row in LessonProgress.objects.filter(enrolment=enrolment)}
    done = done_keys(rows, units)
    unit = next_unit(units, done, enrolment.last_unit_key)
    if unit is None:
        return None
    return Continue(
        course_title=run.course.title,
        unit_title=unit.title,
        unit_language=unit.language,
        unit_kind=unit.kind,
        lesson_number=_lesson_number(units, unit),
        number=units.index(unit) + 1,
        minutes=unit.minutes,
        done=len(done),
        total=len(units),
        url=reverse("learn_unit", args=[run.slug, unit.slug]),
        outline_url=reverse("learn_outline", args=[run.slug]),
    )


def _lesson_number(units: list[OutlineUnit], unit: OutlineUnit) -> int | None:
    lessons = [one for one in units if one.kind == UnitKind.LESSON]
    return lessons.index(unit) + 1 if unit in lessons else None


def _due(enrolments: list[Enrolment], now: datetime) -> tuple[DueItem, ...]:
    items = [
        DueItem(
            title=one.run.course.title,
            due_at=due_at,
            url=reverse("learn_outline", args=[one.run.slug]),
            is_overdue=due_at < now,
            done=one.done_count,
            total=one.run.unit_count,
        )
        for one in enrolments
        if (due_at := one.effective_due_at)
    ]
    return tuple(sorted(items, key=lambda item: item.due_at)[:DUE_ITEMS])


def _card(enrolment: Enrolment, now: datetime) -> CourseCard:
    run = enrolment.run
    completion = getattr(enrolment, "completion", None)
    state = card_state(enrolment, now)
    return CourseCard(
        title=run.course.title,
        run_title=run.title,
        state=state,
        state_label=STATE_LABELS[state](),
        done=enrolment.done_count,
        total=run.unit_count,
        minutes=run.course.minutes,
        url=reverse("learn_outline", args=[run.slug]),
        due_at=enrolment.effective_due_at if state in ("new", "started") else None,
        opens_at=run.opens_at,
        completed_at=enrolment.completed_at,
        certificate=completion.credential.uuid if completion and completion.credential else None,
    )


def card_state(enrolment: Enrolment, now: datetime) -> str:
    if enrolment.state == EnrolmentState.WAITING:
        return "waiting"
    if enrolment.state == EnrolmentState.COMPLETED:
        return "done"
    if enrolment.state == EnrolmentState.ENDED or (
        enrolment.run.closes_at and enrolment.run.closes_at <= now
    ):
        return "ended"
    if enrolment.run.state == RunState.PLANNED or enrolment.run.opens_at > now:
        return "coming"
    return "started" if enrolment.last_visit_at else "new"


STATE_LABELS: Final = {
    "waiting": lambda: _("On the waiting list"),
    "coming": lambda: _("Not open yet"),
    "new": lambda: _("Not started"),
    "started": lambda: _("In progress"),
    "done": lambda: _("Done"),
    "ended": lambda: _("Ended"),
}
