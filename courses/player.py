"""A reader's place in a run: what may be opened, what is done, what comes next.

Owns: putting release, enrolment and progress together for one request, in a handful of queries.
Refuses to know: how a lesson body is made (``curriculum.reading``), how a quiz is taken (``assessments``).
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.completion import Required, Standing, results_of, standing
from courses.learner import reading_chain
from courses.models import (
    AccessRecord,
    Acknowledgement,
    Completion,
    CourseRun,
    Enrolment,
    EnrolmentState,
    LessonProgress,
    RunState,
)
from courses.permissions import can_preview
from courses.progress import done_keys, next_unit
from curriculum.models import Handling, UnitKind
from curriculum.reading import OutlineUnit, outline
from languages import registry
from people.models import User

# A longer list beside every lesson costs more than it helps; the outline has it all.
MOST_BESIDE: Final = 40
HOURS_FROM: Final = 90  # minutes
RUN_PARTS: Final = ("run", "run__course", "run__release")


@dataclass(frozen=True)
class Door:
    """Why nothing can be read now, and one next step."""

    title: str
    text: str
    at: datetime | None = None
    url: str = ""
    action: str = ""


@dataclass
class Place:
    """``enrolment`` is None for staff who look at the lessons without taking the course."""

    person: User
    run: CourseRun
    enrolment: Enrolment | None

    @property
    def hours(self) -> int:
        """Study time in whole hours; 0 for a course so short that minutes say more."""
        minutes = self.run.course.minutes
        return round(minutes / 60) if minutes >= HOURS_FROM else 0

    @property
    def is_preview(self) -> bool:
        return self.enrolment is None

    @cached_property
    def chain(self) -> tuple[str, ...]:
        return reading_chain(self.person, self.run.release.source_language)

    @cached_property
    def outline(self) -> tuple[OutlineUnit, ...]:
        return outline(self.run.release, self.chain)

    @cached_property
    def units(self) -> list[OutlineUnit]:
        """Lessons and quizzes in order, without the modules that group them."""
        return [unit for unit in self.outline if unit.kind != UnitKind.MODULE]

    @cached_property
    def rows(self) -> Mapping[uuid.UUID, LessonProgress]:
        if self.enrolment is None:
            return {}
        return {row.unit_key: row for row in LessonProgress.objects.filter(enrolment=self.enrolment)}

    @cached_property
    def done(self) -> set[uuid.UUID]:
        return done_keys(self.rows, self.units)

    @cached_property
    def lesson_numbers(self) -> dict[uuid.UUID, int]:
        lessons = (unit.key for unit in self.units if unit.kind == UnitKind.LESSON)
        return {key: number for number, key in enumerate(lessons, start=1)}

    @property
    def changed(self) -> list[OutlineUnit]:
        """Lessons the learner finished in an earlier release that say something else now."""
        return [
            unit
            for unit in self.units
            if (row := self.rows.get(unit.key)) and row.done_at and unit.key not in self.done
        ]

    def unit(self, slug: str) -> OutlineUnit:
        found = next((unit for unit in self.units if unit.slug == slug), None)
        if found is None:
            raise Http404
        return found

    def beside(self, unit: OutlineUnit) -> tuple[OutlineUnit | None, OutlineUnit | None]:
        """Previous and next in outline order, across modules."""
        at = self.index(unit)
        return (self.units[at - 1] if at else None), (
            self.units[at + 1] if at + 1 < len(self.units) else None
        )

    def resume(self) -> OutlineUnit | None:
        last = self.enrolment.last_unit_key if self.enrolment else None
        return next_unit(self.units, self.done, last)

    @cached_property
    def _indexes(self) -> dict[uuid.UUID, int]:
        return {unit.key: at for at, unit in enumerate(self.units)}

    def index(self, unit: OutlineUnit) -> int:
        return self._indexes[unit.key]

    def neighbourhood(self, unit: OutlineUnit) -> list[OutlineUnit]:
        """What stands beside a lesson: the whole outline, in a long course the unit's own part."""
        if len(self.units) <= MOST_BESIDE:
            return self.units
        return [one for one in self.units if one.parent_key == unit.parent_key]

    @cached_property
    def _units_address(self) -> str:
        """Asked for once, however many units a page links to."""
        return reverse("learn_unit", args=[self.run.slug, "unit"]).removesuffix("unit/")

    def url(self, unit: OutlineUnit) -> str:
        return f"{self._units_address}{unit.slug}/"

    def door(self, *, now: datetime | None = None) -> Door | None:
        """None when the lessons may be read."""
        return None if self.enrolment is None else closed_door(self.enrolment, now or timezone.now())


def enter(person: User, run_slug: str) -> Place:
    """The person's place in the run. Raises Http404 for a run that does not concern them."""
    enrolment = Enrolment.objects.select_related(*RUN_PARTS).filter(person=person, run__slug=run_slug).first()
    if enrolment is not None:
        return Place(person, enrolment.run, enrolment)
    run = CourseRun.objects.select_related("course", "release").filter(slug=run_slug).first()
    if run is None or not can_preview(person, run):
        raise Http404
    return Place(person, run, None)


def closed_door(enrolment: Enrolment, now: datetime) -> Door | None:
    run = enrolment.run
    if enrolment.state == EnrolmentState.WITHDRAWN:
        return Door(
            _("You no longer take this course"),
            _("Your record is kept. To join again, write to your coordinator."),
            url=reverse("dashboard"),
            action=_("Go to your home page"),
        )
    if enrolment.state == EnrolmentState.WAITING:
        return Door(
            _("You are on the waiting list"),
            _("All seats are taken. You get a notice as soon as a seat is free."),
            url=reverse("dashboard"),
            action=_("Go to your home page"),
        )
    if run.state == RunState.PLANNED or run.opens_at > now:
        return Door(
            _("This course is not open yet"),
            _("Your place is safe. The lessons open at this time:"),
            at=run.opens_at,
            url=reverse("dashboard"),
            action=_("Go to your home page"),
        )
    return None


def completion_of(place: Place) -> Completion | None:
    if place.enrolment is None or place.enrolment.state != EnrolmentState.COMPLETED:
        return None
    return Completion.objects.select_related("credential").filter(enrolment=place.enrolment).first()


def standing_in(place: Place) -> Standing:
    """How far the run's rule is met: one query, the rest is at hand."""
    assert place.enrolment is not None
    units = [Required(unit.key, unit.kind, unit.is_required) for unit in place.units]
    return standing(place.run.completion, units, place.done, results_of(place.enrolment), now=timezone.now())


# --- Material that is not public ------------------------------------------------------------------
def must_acknowledge(place: Place) -> bool:
    handling = place.run.course.handling
    if handling == Handling.PUBLIC:
        return False
    return not Acknowledgement.objects.filter(run=place.run, person=place.person, handling=handling).exists()


def acknowledge(place: Place) -> Acknowledgement:
    """Accept the handling rule; twice is once."""
    return Acknowledgement.objects.get_or_create(
        run=place.run, person=place.person, handling=place.run.course.handling
    )[0]


def record_access(place: Place, unit: OutlineUnit) -> None:
    """One line for every view of material that is not public."""
    if place.run.course.handling != Handling.PUBLIC:
        AccessRecord.objects.create(
            run=place.run, person=place.person, unit_key=unit.key, language=get_language() or ""
        )


# --- For the templates ----------------------------------------------------------------------------
@dataclass(frozen=True)
class RailItem:
    """What the rail component shows of a unit."""

    state: str
    title: str
    url: str
    number: int
    meta: tuple[str, ...] = ()
    icon: str = ""
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class Part:
    """A module and its units; ``start`` continues the numbers over parts."""

    title: str
    lang: str
    dir: str
    start: int
    items: tuple[RailItem, ...]


def rail_item(
    place: Place, unit: OutlineUnit, *, now: uuid.UUID | None, meta: Iterable[str] = ()
) -> RailItem:
    state = "now" if unit.key == now else "done" if unit.key in place.done else "todo"
    is_foreign = unit.language != get_language()
    return RailItem(
        state=state,
        title=unit.title,
        url=place.url(unit),
        number=place.index(unit) + 1,
        meta=tuple(meta),
        icon="medal" if unit.kind == UnitKind.QUIZ else "",
        lang=registry.html_tag(unit.language) if is_foreign else "",
        dir=registry.direction(unit.language) if is_foreign else "",
    )


def parts(place: Place, *, now: uuid.UUID | None, sizes: bool = False) -> list[Part]:
    """The outline as the learner reads it: modules with their units."""
    found: list[Part] = []
    number = 1
    for module, units in grouped(place.outline):
        items = tuple(rail_item(place, unit, now=now, meta=_meta(unit, sizes)) for unit in units)
        is_foreign = module is not None and module.language != get_language()
        found.append(
            Part(
                title=module.title if module else "",
                lang=registry.html_tag(module.language) if module and is_foreign else "",
                dir=registry.direction(module.language) if module and is_foreign else "",
                start=number,
                items=items,
            )
        )
        number += len(items)
    return found


def grouped(units: Iterable[OutlineUnit]) -> list[tuple[OutlineUnit | None, list[OutlineUnit]]]:
    groups: list[tuple[OutlineUnit | None, list[OutlineUnit]]] = []
    for unit in units:
        if unit.kind == UnitKind.MODULE:
            groups.append((unit, []))
        elif groups:
            groups[-1][1].append(unit)
        else:
            groups.append((None, [unit]))
    return [group for group in groups if group[1]]


def _meta(unit: OutlineUnit, sizes: bool) -> list[str]:
    meta = [minutes_text(unit.minutes)] if unit.minutes else []
    if sizes and unit.byte_size and unit.kind == UnitKind.LESSON:
        meta.append(filesizeformat(unit.byte_size))
    return meta


def minutes_text(minutes: int) -> str:
    return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
