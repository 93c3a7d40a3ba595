"""Who takes a run: enrol, join, assign, wait, admit, transfer, withdraw, extend.

Every change is an event with a date and an actor. Seats are counted under the run's lock, and the database
refuses one too many. A withdrawn learner loses access and keeps the record.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.attempts import grant_extension
from assessments.models import Delivery, Extension
from courses import notices
from courses.errors import EnrolmentRefused
from courses.models import (
    Assignment,
    ContactNote,
    CourseRun,
    Enrolment,
    EnrolmentEvent,
    EnrolmentMode,
    EnrolmentState,
    LessonProgress,
    RunState,
)
from courses.progress import recount
from curriculum.models import ReleaseUnit, UnitKind
from jobs.schedule import every
from people import audit
from people.models import Agency, Membership, MembershipRole, User

TRAINED_ROLES: Final = (MembershipRole.TRAINEE, MembershipRole.OFFICER)
OPEN_STATES: Final = (EnrolmentState.ACTIVE, EnrolmentState.WAITING)
BATCH: Final = 1000
FOLLOW_ASSIGNMENTS_SECONDS: Final = 3600


# --- In -------------------------------------------------------------------------------------------
@transaction.atomic
def enrol(
    run: CourseRun,
    person: User,
    *,
    actor: User | None,
    reason: str = "",
    due_at: datetime | None = None,
    assignment: Assignment | None = None,
    nominated_by: Agency | None = None,
) -> Enrolment:
    """Give a place, or a place on the waiting list when all seats are taken. Enrolling twice changes
    nothing.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.CLOSED:
        raise EnrolmentRefused(_("This cohort is closed. Nobody can join it any more."))
    existing = Enrolment.objects.select_for_update().filter(run=run, person=person).first()
    if existing and existing.state != EnrolmentState.WITHDRAWN:
        return existing
    if run.enrolment_mode == EnrolmentMode.NOMINATED and not (nominated_by and nominated_by.is_eligible):
        raise EnrolmentRefused(_("This cohort takes people by nomination. Name an agency that may nominate."))
    before = existing.state if existing else ""
    enrolment = existing or Enrolment(run=run, person=person)
    enrolment.state = EnrolmentState.ACTIVE if run.has_seat() else EnrolmentState.WAITING
    enrolment.enrolled_at = timezone.now()
    enrolment.due_at, enrolment.assignment, enrolment.nominated_by = due_at, assignment, nominated_by
    if enrolment.state == EnrolmentState.ACTIVE:
        _take_seats(run, 1)
    enrolment.save()
    _log(enrolment, before, actor=actor, reason=reason)
    if actor != person:
        notices.enrolled(enrolment, actor)
    return enrolment


def enrol_oneself(run: CourseRun, person: User) -> Enrolment:
    """The button on the course page: only where anyone with an account may join, and only while the run is
    open.
    """
    if run.enrolment_mode != EnrolmentMode.OPEN:
        raise EnrolmentRefused(
            _("You cannot join this cohort yourself. Ask its coordinator for an invitation.")
        )
    _check_open(run)
    return enrol(run, person, actor=person)


def join_by_code(code: str, person: User) -> Enrolment:
    """The code a coordinator hands out is the invitation; it does not replace a nomination."""
    run = run_for_code(code)
    if run is None:
        raise EnrolmentRefused(_("There is no cohort with this code. Check the letters and try again."))
    _check_open(run)
    return enrol(run, person, actor=person, reason="code", nominated_by=home_agency(person))


def run_for_code(code: str) -> CourseRun | None:
    symbols = re.sub(r"[^0-9A-Z]", "", code.upper())
    return CourseRun.objects.filter(join_code=f"{symbols[:4]}-{symbols[4:]}").first() if symbols else None


def home_agency(person: User) -> Agency | None:
    """Where the person works or trains now."""
    membership = (
        Membership.objects.current()
        .with_role(*TRAINED_ROLES)
        .filter(person=person)
        .select_related("agency")
        .first()
    )
    return membership.agency if membership else None


def _check_open(run: CourseRun) -> None:
    if not run.is_open():
        raise EnrolmentRefused(_("This cohort is not open now."))


# --- Mandatory training ---------------------------------------------------------------------------
@transaction.atomic
def assign(run: CourseRun, agency: Agency, *, due_at: datetime, actor: User) -> Assignment:
    """Everybody of the agency and its sections must take the run by the date; newcomers follow.

    Who takes the run already by own choice has the deadline from now on; a new date replaces the old one,
    but not a deadline that was extended for one person.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.CLOSED:
        raise EnrolmentRefused(_("This cohort is closed. Nobody can join it any more."))
    if due_at <= run.opens_at:
        raise EnrolmentRefused(_("The deadline must be after the cohort opens."))
    before = Assignment.objects.filter(run=run, agency=agency).first()
    assignment, _is_new = Assignment.objects.update_or_create(
        run=run, agency=agency, defaults={"due_at": due_at, "assigned_by": actor}
    )
    if before is not None and before.due_at != due_at:
        _move_deadline(before, due_at, actor=actor)
    _bind_those_enrolled(assignment, run, actor=actor)
    _enrol_members(assignment, run, actor=actor)
    audit.record(actor, "run.assigned", "run", run.pk, agency=agency.pk)
    return assignment


@every(seconds=FOLLOW_ASSIGNMENTS_SECONDS)
def follow_assignments() -> int:
    """People who came to an assigned agency since are enrolled too. Returns how many were."""
    enrolled = 0
    for assignment in Assignment.objects.filter(run__state=RunState.OPEN).select_related("agency"):
        with transaction.atomic():
            run = CourseRun.objects.select_for_update().get(pk=assignment.run_id)
            enrolled += _enrol_members(assignment, run, actor=None)
    return enrolled


def _move_deadline(before: Assignment, due_at: datetime, *, actor: User | None) -> None:
    bound = before.enrolments.filter(due_at=before.due_at, state__in=OPEN_STATES)
    _set_deadline(bound, due_at, actor=actor)


def _bind_those_enrolled(assignment: Assignment, run: CourseRun, *, actor: User | None) -> None:
    """Also: those who came by their own choice before."""
    own = run.enrolments.filter(
        person__in=_members(assignment), assignment__isnull=True, state__in=OPEN_STATES
    )
    _set_deadline(own, assignment.due_at, actor=actor, assignment=assignment)


def _set_deadline(
    enrolments: QuerySet[Enrolment], due_at: datetime, *, actor: User | None, **columns: Any
) -> None:
    changed = list(enrolments.select_for_update().order_by("pk").only("pk", "state", "due_at"))
    EnrolmentEvent.objects.bulk_create(
        (
            EnrolmentEvent(
                enrolment=one,
                actor=actor,
                from_state=one.state,
                to_state=one.state,
                reason="assigned",
                data={"due_at": [one.due_at.isoformat() if one.due_at else None, due_at.isoformat()]},
            )
            for one in changed
        ),
        batch_size=BATCH,
    )
    enrolments.update(due_at=due_at, reminded_days=None, **columns)


def _members(assignment: Assignment) -> QuerySet[User]:
    here = Membership.objects.current().with_role(*TRAINED_ROLES)
    return User.objects.filter(
        is_active=True, memberships__in=here.filter(agency__in=with_sections([assignment.agency_id]))
    )


def _enrol_members(assignment: Assignment, run: CourseRun, *, actor: User | None) -> int:
    newcomers = list(_members(assignment).exclude(enrolments__run=run).distinct().order_by("pk").only("pk"))
    seats = len(newcomers) if run.seats is None else max(run.seats - run.seats_taken, 0)
    now = timezone.now()
    enrolments = Enrolment.objects.bulk_create(
        (
            Enrolment(
                run=run,
                person=person,
                state=EnrolmentState.ACTIVE if at < seats else EnrolmentState.WAITING,
                assignment=assignment,
                due_at=assignment.due_at,
                enrolled_at=now,
            )
            for at, person in enumerate(newcomers)
        ),
        batch_size=BATCH,
    )
    EnrolmentEvent.objects.bulk_create(
        (
            EnrolmentEvent(enrolment=enrolment, actor=actor, to_state=enrolment.state, reason="assigned")
            for enrolment in enrolments
        ),
        batch_size=BATCH,
    )
    _take_seats(run, min(seats, len(enrolments)))
    return len(enrolments)


def with_sections(agency_ids: Iterable[int]) -> set[int]:
    """The agencies and every section below them."""
    found: set[int] = set()
    level = set(agency_ids)
    while level:
        found |= level
        level = set(Agency.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return found


# --- Waiting list ---------------------------------------------------------------------------------
@transaction.atomic
def admit(enrolment: Enrolment, *, actor: User | None) -> Enrolment:
    """From the waiting list to a seat, if there is one."""
    run, enrolment = _lock(enrolment)
    if enrolment.state != EnrolmentState.WAITING:
        raise EnrolmentRefused(_("This person is not on the waiting list."))
    if not run.has_seat():
        raise EnrolmentRefused(_("All seats are taken. Add seats or withdraw somebody first."))
    _take_seats(run, 1)
    return _admitted(enrolment, actor)


@transaction.atomic
def admit_next(run: CourseRun, *, actor: User | None) -> list[Enrolment]:
    """Fill free seats from the waiting list, longest waiting first."""
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.CLOSED:
        return []
    waiting = (
        run.enrolments.select_for_update(of=("self",))
        .filter(state=EnrolmentState.WAITING)
        .order_by("enrolled_at", "pk")
    )
    free = None if run.seats is None else max(run.seats - run.seats_taken, 0)
    admitted = [
        _admitted(enrolment, actor) for enrolment in waiting.select_related("run__course", "person")[:free]
    ]
    _take_seats(run, len(admitted))
    return admitted


def _admitted(enrolment: Enrolment, actor: User | None) -> Enrolment:
    _change(enrolment, EnrolmentState.ACTIVE, actor=actor, reason="admitted")
    notices.admitted(enrolment, actor)
    return enrolment


# --- Out ------------------------------------------------------------------------------------------
@transaction.atomic
def withdraw(enrolment: Enrolment, *, actor: User | None, reason: str = "") -> Enrolment:
    """The person leaves the run; the seat goes to whoever waits longest."""
    run, enrolment = _lock(enrolment)
    if enrolment.state == EnrolmentState.WITHDRAWN:
        return enrolment
    if enrolment.state not in (EnrolmentState.ACTIVE, EnrolmentState.WAITING):
        raise EnrolmentRefused(_("This enrolment has ended. It cannot be withdrawn any more."))
    held_seat = enrolment.state == EnrolmentState.ACTIVE
    _change(enrolment, EnrolmentState.WITHDRAWN, actor=actor, reason=reason)
    if held_seat:
        _take_seats(run, -1)
        admit_next(run, actor=None)
    return enrolment


@transaction.atomic
def transfer(enrolment: Enrolment, run: CourseRun, *, actor: User, reason: str = "") -> Enrolment:
    """Move a learner to another run of the same course. Lessons read come along; quizzes are taken there."""
    if run.course_id != enrolment.run.course_id or run.pk == enrolment.run_id:
        raise EnrolmentRefused(_("Choose another cohort of the same course."))
    old = withdraw(enrolment, actor=actor, reason=reason)
    new = enrol(run, old.person, actor=actor, reason=reason, nominated_by=old.nominated_by)
    old.events.filter(pk=old.events.latest("pk").pk).update(data={"moved_to": run.pk})
    new.events.filter(pk=new.events.latest("pk").pk).update(data={"moved_from": old.run_id})
    lessons = ReleaseUnit.objects.filter(release=run.release_id, kind=UnitKind.LESSON).values("key")
    LessonProgress.objects.bulk_create(
        (
            LessonProgress(
                enrolment=new,
                unit_key=row.unit_key,
                unit_digest=row.unit_digest,
                language=row.language,
                edition=row.edition,
                opened_at=row.opened_at,
                done_at=row.done_at,
            )
            for row in old.progress.filter(unit_key__in=lessons)
        ),
        ignore_conflicts=True,
    )
    new.last_unit_key = old.last_unit_key
    new.save(update_fields=["last_unit_key"])
    recount(new)
    return new


# --- In between -----------------------------------------------------------------------------------
@transaction.atomic
def extend(enrolment: Enrolment, *, due_at: datetime, actor: User, reason: str) -> Enrolment:
    """Another deadline for one person, with a reason that stays on record."""
    _run, enrolment = _lock(enrolment)
    if enrolment.state != EnrolmentState.ACTIVE:
        raise EnrolmentRefused(_("Only somebody who takes the course now can get another deadline."))
    if due_at <= timezone.now():
        raise EnrolmentRefused(_("The new deadline has passed already. Choose a later date."))
    before, enrolment.due_at, enrolment.reminded_days = enrolment.due_at, due_at, None
    enrolment.save(update_fields=["due_at", "reminded_days"])
    _log(
        enrolment,
        enrolment.state,
        actor=actor,
        reason=reason,
        due_at=[before.isoformat() if before else None, due_at.isoformat()],
    )
    _extend_quizzes(enrolment, due_at=due_at, actor=actor, reason=reason)
    notices.extended(enrolment, actor)
    return enrolment


def _extend_quizzes(enrolment: Enrolment, *, due_at: datetime, actor: User, reason: str) -> None:
    """A deadline after the end of the run is worth nothing while its quizzes close with the run."""
    shut_before = enrolment.run.line_items.filter(delivery__closes_at__lt=due_at).select_related("delivery")
    for item in shut_before:
        granted = Extension.objects.filter(delivery=item.delivery, person=enrolment.person).first()
        grant_extension(
            item.delivery,
            enrolment.person,
            actor=actor,
            reason=reason,
            closes_at=due_at,
            extra_seconds=granted.extra_seconds if granted else 0,
            extra_attempts=granted.extra_attempts if granted else 0,
        )


@transaction.atomic
def ease_quiz(
    enrolment: Enrolment,
    delivery: Delivery,
    *,
    extra_minutes: int,
    extra_attempts: int,
    actor: User,
    reason: str,
) -> Extension:
    """Set what one person gets beyond the rules of a quiz of the run; a later end given before stays."""
    _run, enrolment = _lock(enrolment)
    if enrolment.state != EnrolmentState.ACTIVE:
        raise EnrolmentRefused(_("Only somebody who takes the course now can get extra time or tries."))
    granted = Extension.objects.filter(delivery=delivery, person=enrolment.person).first()
    extension = grant_extension(
        delivery,
        enrolment.person,
        actor=actor,
        reason=reason,
        closes_at=granted.closes_at if granted else None,
        extra_seconds=extra_minutes * 60,
        extra_attempts=extra_attempts,
    )
    _log(
        enrolment,
        enrolment.state,
        actor=actor,
        reason=reason,
        delivery=delivery.pk,
        extra_minutes=extra_minutes,
        extra_attempts=extra_attempts,
    )
    if extra_minutes or extra_attempts:
        notices.eased(enrolment, extension, actor)
    return extension


@transaction.atomic
def add_note(enrolment: Enrolment, *, text: str, actor: User) -> ContactNote:
    return ContactNote.objects.create(enrolment=enrolment, author=actor, text=text)


def _lock(enrolment: Enrolment) -> tuple[CourseRun, Enrolment]:
    """The run first, then the enrolment: one order everywhere, so no two rules wait for each other."""
    run = CourseRun.objects.select_for_update().get(pk=enrolment.run_id)
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("person").get(pk=enrolment.pk)
    locked.run = run
    return run, locked


def _take_seats(run: CourseRun, count: int) -> None:
    if count:
        run.seats_taken += count
        run.save(update_fields=["seats_taken"])


def _change(enrolment: Enrolment, state: EnrolmentState, *, actor: User | None, reason: str) -> Enrolment:
    before, enrolment.state = enrolment.state, state
    enrolment.save(update_fields=["state"])
    _log(enrolment, before, actor=actor, reason=reason)
    return enrolment


def _log(
    enrolment: Enrolment, before: str, *, actor: User | None, reason: str, **data: Any
) -> EnrolmentEvent:
    return EnrolmentEvent.objects.create(
        enrolment=enrolment,
        actor=actor,
        from_state=before,
        to_state=enrolment.state,
        reason=reason[:300],
        data=data,
    )
