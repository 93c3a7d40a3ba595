"""Cohorts from plan to close: plan a run, open it, move it to a newer release, close it.

Owns: the life of a ``CourseRun`` and what is fixed when it opens (completion rule, quizzes).
Refuses to know: who enrols (``courses.enrolment``), how a quiz is taken (``assessments``).
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from assessments.delivering import open_delivery
from assessments.models import AssessmentVersion, Attempt
from courses.errors import RunRefused
from courses.models import (
    CourseRun,
    Enrolment,
    EnrolmentEvent,
    EnrolmentMode,
    EnrolmentState,
    LineItem,
    RunStaff,
    RunStaffRole,
    RunState,
)
from curriculum.models import CourseRelease, ReleaseUnit, UnitKind
from people import audit
from people.models import User
from people.names import CODE_ALPHABET

JOIN_CODE_LENGTH: Final = 8
COMPLETION_KEYS: Final = frozenset({"lessons", "assessments", "certificate"})


@transaction.atomic
def plan_run(
    release: CourseRelease,
    *,
    actor: User | None,
    slug: str,
    titles: Mapping[str, str],
    opens_at: datetime,
    closes_at: datetime | None = None,
    enrolment_mode: str = EnrolmentMode.INVITED,
    seats: int | None = None,
    completion: Mapping[str, Any] | None = None,
    coordinators: Iterable[User] = (),
    is_fictitious: bool = False,
) -> CourseRun:
    """A cohort that nobody reads yet. ``titles`` by language; English is needed."""
    if closes_at and closes_at <= opens_at:
        raise RunRefused(_("The cohort must close after it opens. Change one of the dates."))
    run = CourseRun.objects.create(
        release=release,
        course_id=release.course_id,
        slug=slug,
        opens_at=opens_at,
        closes_at=closes_at,
        enrolment_mode=enrolment_mode,
        seats=seats,
        completion=dict(completion or {}),
        unit_count=release.units.studied().count(),
        is_fictitious=is_fictitious,
        **{build_localized_fieldname("title", language): title for language, title in titles.items()},
    )
    for person in coordinators:
        appoint_staff(run, person, role=RunStaffRole.COORDINATOR, actor=actor)
    audit.record(actor, "run.planned", "run", run.pk, release=release.pk)
    return run


@transaction.atomic
def appoint_staff(run: CourseRun, person: User, *, role: str, actor: User | None) -> RunStaff:
    staff, is_new = RunStaff.objects.get_or_create(run=run, person=person, role=role)
    if is_new:
        audit.record(actor, "run.staff_added", "run", run.pk, person=person.pk, role=role)
    return staff


@transaction.atomic
def dismiss_staff(staff: RunStaff, *, actor: User | None) -> None:
    audit.record(actor, "run.staff_removed", "run", staff.run_id, person=staff.person_id, role=staff.role)
    staff.delete()


@transaction.atomic
def open_run(run: CourseRun, *, actor: User | None) -> CourseRun:
    """Copy the completion rule (unless the plan brought its own) and open the quizzes the release pinned."""
    run = CourseRun.objects.select_for_update(of=("self",)).select_related("release").get(pk=run.pk)
    if run.state == RunState.OPEN:
        return run
    if run.state != RunState.PLANNED:
        raise RunRefused(_("Only a planned cohort can be opened."))
    units = list(run.release.units.studied())
    run.completion = bound_rule(run.completion or run.release.completion, units)
    run.unit_count = len(units)
    run.state = RunState.OPEN
    run.save(update_fields=["completion", "unit_count", "state"])
    _open_quizzes(run, units)
    audit.record(actor, "run.opened", "run", run.pk, release=run.release_id)
    return run


@transaction.atomic
def close_run(run: CourseRun, *, actor: User | None) -> CourseRun:
    """The cohort ends: whoever has not finished keeps the record and the lessons, nobody joins any more."""
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.CLOSED:
        return run
    run.state = RunState.CLOSED
    open_ones = list(
        Enrolment.objects.select_for_update()
        .filter(run=run, state__in=[EnrolmentState.ACTIVE, EnrolmentState.WAITING])
        .only("pk", "state")
    )
    ended = {EnrolmentState.ACTIVE: EnrolmentState.ENDED, EnrolmentState.WAITING: EnrolmentState.WITHDRAWN}
    EnrolmentEvent.objects.bulk_create(
        EnrolmentEvent(
            enrolment=enrolment,
            actor=actor,
            from_state=enrolment.state,
            to_state=ended[EnrolmentState(enrolment.state)],
            reason="closed",
        )
        for enrolment in open_ones
    )
    for before, after in ended.items():
        Enrolment.objects.filter(run=run, state=before).update(state=after)
    run.seats_taken = Enrolment.objects.filter(run=run).seated().count()
    run.save(update_fields=["state", "seats_taken"])
    audit.record(actor, "run.closed", "run", run.pk)
    return run


@transaction.atomic
def move_run(run: CourseRun, release: CourseRelease, *, actor: User | None) -> CourseRun:
    """Pin the cohort to another release of its course.

    Unchanged units stay done; a lesson whose text changed is to be read again, and its record says what was
    read (``courses.progress``). A quiz somebody has begun keeps its version: goalposts do not move. The
    completion rule is the run's own copy and stays, so a unit it names must exist in the new release.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if release.course_id != run.course_id:
        raise RunRefused(_("Choose a release of the same course."))
    if run.state == RunState.CLOSED:
        raise RunRefused(_("A closed cohort cannot be moved."))
    units = list(release.units.studied())
    before = run.release_id
    run.release = release
    run.unit_count = len(units)
    if run.state == RunState.OPEN:
        run.completion = bound_rule(run.completion, units)
    run.save(update_fields=["release", "unit_count", "completion"])
    if run.state == RunState.OPEN:
        _open_quizzes(run, units)
    _recount(run, units)
    audit.record(actor, "run.moved", "run", run.pk, from_release=before, to_release=release.pk)
    return run


@transaction.atomic
def new_join_code(run: CourseRun, *, actor: User | None) -> CourseRun:
    """A code people type to join; the one before stops working."""
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    symbols = "".join(secrets.choice(CODE_ALPHABET) for _index in range(JOIN_CODE_LENGTH))
    run.join_code = f"{symbols[:4]}-{symbols[4:]}"
    run.save(update_fields=["join_code"])
    audit.record(actor, "run.join_code_made", "run", run.pk)
    return run


@transaction.atomic
def drop_join_code(run: CourseRun, *, actor: User | None) -> CourseRun:
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    run.join_code = ""
    run.save(update_fields=["join_code"])
    audit.record(actor, "run.join_code_dropped", "run", run.pk)
    return run


@transaction.atomic
def set_attention(run: CourseRun, limits: Mapping[str, int], *, actor: User | None) -> CourseRun:
    """From when on somebody needs attention (``courses.attention``)."""
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    run.attention = dict(limits)
    run.save(update_fields=["attention"])
    audit.record(actor, "run.attention_set", "run", run.pk, limits=dict(limits))
    return run


def bound_rule(rule: Mapping[str, Any], units: Iterable[ReleaseUnit]) -> dict[str, Any]:
    """The rule with every quiz named by its key. Raises RunRefused for what the release lacks."""
    if unknown := set(rule) - COMPLETION_KEYS:
        raise RunRefused(
            _("The completion rule has an unknown part: %(part)s.") % {"part": ", ".join(sorted(unknown))}
        )
    by_name = {unit.slug: unit for unit in units} | {str(unit.key): unit for unit in units}
    assessments = []
    for entry in rule.get("assessments", []):
        unit = by_name.get(str(entry["unit"]))
        if unit is None or unit.kind != UnitKind.QUIZ:
            raise RunRefused(
                _("The completion rule names a quiz that is not in this release: %(unit)s.")
                % {"unit": entry["unit"]}
            )
        assessments.append({"unit": str(unit.key), "pass_percent": int(entry["pass_percent"])})
    return {
        "lessons": rule.get("lessons", "all"),
        "assessments": assessments,
        "certificate": bool(rule.get("certificate", False)),
    }


def _open_quizzes(run: CourseRun, units: Iterable[ReleaseUnit]) -> None:
    quizzes = {unit.key: unit for unit in units if unit.kind == UnitKind.QUIZ}
    if missing := [unit.slug for unit in quizzes.values() if not unit.pins.get("assessment_version")]:
        raise RunRefused(
            _("A quiz has no questions in this release: %(unit)s.") % {"unit": ", ".join(missing)}
        )
    versions = AssessmentVersion.objects.in_bulk(
        [uuid.UUID(unit.pins["assessment_version"]) for unit in quizzes.values()], field_name="uuid"
    )
    present = {item.unit_key: item for item in run.line_items.select_related("delivery__version")}
    for key, unit in quizzes.items():
        version = versions[uuid.UUID(unit.pins["assessment_version"])]
        item = present.get(key)
        if item is None:
            delivery = open_delivery(version, opens_at=run.opens_at, closes_at=run.closes_at)
            LineItem.objects.create(run=run, unit_key=key, delivery=delivery)
        elif (
            item.delivery.version_id != version.pk
            and not Attempt.objects.filter(delivery=item.delivery).exists()
        ):
            item.delivery = open_delivery(version, opens_at=run.opens_at, closes_at=run.closes_at)
            item.save(update_fields=["delivery"])


def _recount(run: CourseRun, units: Iterable[ReleaseUnit]) -> None:
    current = {unit.key: None if unit.kind == UnitKind.QUIZ else unit.digest for unit in units}
    enrolments = list(Enrolment.objects.filter(run=run).prefetch_related("progress"))
    for enrolment in enrolments:
        enrolment.done_count = sum(
            1
            for row in enrolment.progress.all()
            if row.done_at and row.unit_key in current and current[row.unit_key] in (None, row.unit_digest)
        )
    Enrolment.objects.bulk_update(enrolments, ["done_count"], batch_size=500)
