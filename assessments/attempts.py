"""The life of an attempt: start, closing by the learner or the clock, the wait for late answers, extra time.

Only the server's clock counts. Every rule locks first: starting and extending the person's row, the rest the
attempt's, so that learners never wait for each other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import drawing, interactions, results, scoring
from assessments.answers import respond
from assessments.bulk import insert_all
from assessments.closing import close, close_by_clock, is_due, lock
from assessments.errors import AttemptRefused
from assessments.models import Attempt, AttemptItem, AttemptState, Delivery, Extension, OutagePolicy
from jobs.schedule import every
from people import audit
from people.models import User

__all__ = [
    "credit_outage",
    "expire",
    "expire_due",
    "grant_extension",
    "keep_time",
    "nothing_waits",
    "respond",
    "settle",
    "start",
    "start_state",
    "submit",
]

SEED_BITS = 62
SWEPT_AT_ONCE = 500


@dataclass(frozen=True)
class StartState:
    """Whether somebody may start now; if not, why in a sentence, and when it may be possible."""

    can_start: bool
    reason: str
    tries_left: int | None  # None: without limit
    next_at: datetime | None
    open_attempt: Attempt | None
    attempts: Sequence[Attempt]
    extension: Extension | None = None


# --- May this person start? -----------------------------------------------------------------------
def start_state(delivery: Delivery, person: User, *, now: datetime | None = None) -> StartState:
    now = now or timezone.now()
    attempts = _attempts(delivery, person, now)
    return _state(delivery, attempts, delivery.extensions.filter(person=person).first(), now)


def _attempts(delivery: Delivery, person: User, now: datetime) -> list[Attempt]:
    found = delivery.attempts.filter(person=person).order_by("number")
    return [keep_time(attempt, now=now) for attempt in found]


def _state(
    delivery: Delivery, attempts: list[Attempt], extension: Extension | None, now: datetime
) -> StartState:
    counted = [attempt for attempt in attempts if attempt.state != AttemptState.VOID]
    left = None
    if delivery.max_attempts:
        allowed = delivery.max_attempts + (extension.extra_attempts if extension else 0)
        left = max(0, allowed - len(counted))
    running = next((attempt for attempt in counted if attempt.is_open), None)
    if running:
        return StartState(True, "", left, None, running, attempts, extension)
    reason, next_at = _refusal(delivery, counted, extension, left, now)
    return StartState(not reason, reason, left, next_at, None, attempts, extension)


def _refusal(
    delivery: Delivery, attempts: list[Attempt], extension: Extension | None, left: int | None, now: datetime
) -> tuple[str, datetime | None]:
    closes_at = _closing_time(delivery, extension)
    if delivery.opens_at and now < delivery.opens_at:
        return str(_("This quiz is not open yet.")), delivery.opens_at
    if closes_at and closes_at <= now:
        return str(_("This quiz is closed.")), None
    if any(attempt.is_passed and attempt.is_final for attempt in attempts):
        return str(_("You have passed this quiz.")), None
    waiting = next((attempt for attempt in attempts if attempt.provisional_until), None)
    if waiting:
        sentence = _(
            "Your last try waits for answers that may still be on a phone."
            " Say that nothing is waiting, or wait."
        )
        return str(sentence), waiting.provisional_until
    if left == 0:
        return str(_("You have no more tries. Ask your coordinator.")), None
    if attempts and attempts[-1].closed_at and delivery.wait_hours:
        next_at = attempts[-1].closed_at + timedelta(hours=delivery.wait_hours)
        if now < next_at:
            return str(_("You can try again later. Read the lessons again until then.")), next_at
    return "", None


def _closing_time(delivery: Delivery, extension: Extension | None) -> datetime | None:
    return extension.closes_at if extension and extension.closes_at else delivery.closes_at


def due_time(
    delivery: Delivery, extension: Extension | None, started_at: datetime, credited_seconds: int = 0
) -> datetime | None:
    """When the server closes an attempt: the allowed time with personal extras, never after the window."""
    moments = []
    if delivery.allowed_seconds:
        extra = (extension.extra_seconds if extension else 0) + credited_seconds
        moments.append(started_at + timedelta(seconds=delivery.allowed_seconds + extra))
    if closes_at := _closing_time(delivery, extension):
        moments.append(closes_at)
    return min(moments, default=None)


# --- Start ----------------------------------------------------------------------------------------
@transaction.atomic
def start(delivery: Delivery, person: User, *, now: datetime | None = None) -> Attempt:
    """The running attempt, or a new one with everything that decides it fixed. Raises AttemptRefused."""
    now = now or timezone.now()
    _lock_person(person)
    delivery = Delivery.objects.select_related("version").get(pk=delivery.pk)
    attempts = _attempts(delivery, person, now)
    extension = delivery.extensions.filter(person=person).first()
    state = _state(delivery, attempts, extension, now)
    if state.open_attempt:
        return state.open_attempt
    if not state.can_start:
        raise AttemptRefused(state.reason)
    return _begin(delivery, person, extension, number=attempts[-1].number + 1 if attempts else 1, now=now)


def _begin(
    delivery: Delivery, person: User, extension: Extension | None, *, number: int, now: datetime
) -> Attempt:
    seed = secrets.randbits(SEED_BITS)
    drawn = drawing.draw(delivery.version.plan["sections"], seed)
    pool = {str(version.uuid): version for version in delivery.version.item_versions.all()}
    versions = [pool[uuid] for uuid in drawn]
    attempt = Attempt.objects.create(
        delivery=delivery,
        person=person,
        number=number,
        seed=seed,
        pass_percent=delivery.pass_percent,
        shows_answers=delivery.shows_answers,
        started_at=now,
        due_at=due_time(delivery, extension, now),
        max_score=scoring.total(version.points for version in versions),
    )
    insert_all(
        [
            AttemptItem(
                attempt=attempt,
                position=position,
                version=version,
                part_order=drawing.mix(
                    interactions.get(version.interaction).orderings(version.definition), seed, position
                ),
            )
            for position, version in enumerate(versions, start=1)
        ]
    )
    return attempt


def _lock_person(person: User) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


# --- Close ----------------------------------------------------------------------------------------
@transaction.atomic
def submit(attempt: Attempt, *, actor: User, now: datetime | None = None) -> Attempt:
    """Close and score. Submitting twice is submitting once; after the deadline the clock has closed it."""
    now = now or timezone.now()
    attempt = lock(Attempt.objects.filter(pk=attempt.pk))
    if attempt.state == AttemptState.VOID:
        raise AttemptRefused(_("This try was declared void. Ask your coordinator."))
    if not attempt.is_open:
        return attempt
    if is_due(attempt, now):
        return close_by_clock(attempt)
    close(attempt, AttemptState.SUBMITTED, closed_at=now, provisional_until=None)
    return attempt


def keep_time(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """The attempt as the clock has it: closed if its time is over, final if its wait is. For every door."""
    now = now or timezone.now()
    if is_due(attempt, now):
        attempt = expire(attempt, now=now)
    if attempt.provisional_until and attempt.provisional_until <= now:
        attempt = settle(attempt)
    return attempt


@transaction.atomic
def expire(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """Close an attempt whose time is over; one that is closed or still has time stays as it is."""
    attempt = lock(Attempt.objects.filter(pk=attempt.pk))
    return close_by_clock(attempt) if is_due(attempt, now or timezone.now()) else attempt


@transaction.atomic
def settle(attempt: Attempt) -> Attempt:
    """Make a provisional result final."""
    attempt = lock(Attempt.objects.filter(pk=attempt.pk))
    if attempt.provisional_until is not None:
        attempt.provisional_until = None
        attempt.save(update_fields=["provisional_until"])
        results.announce(attempt)
    return attempt


def nothing_waits(attempt: Attempt, *, actor: User) -> Attempt:
    """The learner says that no answer is left on a phone."""
    if attempt.provisional_until is None:
        return attempt
    audit.record(actor, "attempt.nothing_waits", "attempt", attempt.pk)
    return settle(attempt)


@every(seconds=60)
def expire_due(now: datetime | None = None) -> int:
    """Close what the clock ran out on, settle what has waited long enough; each in its own transaction."""
    now = now or timezone.now()
    due = Attempt.objects.open().filter(due_at__lte=now)
    waited = Attempt.objects.filter(provisional_until__lte=now)
    swept = [*due.order_by("due_at")[:SWEPT_AT_ONCE], *waited.order_by("provisional_until")[:SWEPT_AT_ONCE]]
    for attempt in swept:
        keep_time(attempt, now=now)
    return len(swept)


# --- More time ------------------------------------------------------------------------------------
@transaction.atomic
def grant_extension(
    delivery: Delivery,
    person: User,
    *,
    actor: User,
    reason: str,
    extra_seconds: int = 0,
    extra_attempts: int = 0,
    closes_at: datetime | None = None,
    now: datetime | None = None,
) -> Extension:
    """Set what one person gets beyond the rules; a running attempt gets it at once."""
    now = now or timezone.now()
    if not reason.strip():
        raise AttemptRefused(_("Write the reason for the extra time or try."))
    if extra_seconds < 0 or extra_attempts < 0:
        raise AttemptRefused(_("Extra time and tries cannot be negative."))
    _lock_person(person)
    extension, __ = Extension.objects.update_or_create(
        delivery=delivery,
        person=person,
        defaults={
            "extra_seconds": extra_seconds,
            "extra_attempts": extra_attempts,
            "closes_at": closes_at,
            "reason": reason.strip(),
            "granted_by": actor,
        },
    )
    running = delivery.attempts.open().filter(person=person).select_for_update().first()
    if running and not is_due(running, now):
        running.due_at = due_time(delivery, extension, running.started_at, running.credited_seconds)
        running.save(update_fields=["due_at"])
    audit.record(
        actor, "extension.granted", "extension", extension.pk, delivery=delivery.pk, person=person.pk
    )
    return extension


@transaction.atomic
def credit_outage(delivery: Delivery, *, from_at: datetime, to_at: datetime, actor: User) -> int:
    """Give time lost to an outage back to running attempts of a delivery that allows it, within its cap."""
    if delivery.outage_policy != OutagePolicy.CREDIT or to_at <= from_at:
        return 0
    credited = 0
    running = delivery.attempts.open().filter(due_at__gt=from_at).select_for_update(no_key=True)
    for attempt in running:
        lost = int((to_at - max(from_at, attempt.started_at)).total_seconds())
        given = min(lost, delivery.outage_cap_seconds - attempt.credited_seconds)
        if given <= 0 or attempt.due_at is None:
            continue
        attempt.credited_seconds += given
        attempt.due_at += timedelta(seconds=given)
        attempt.save(update_fields=["credited_seconds", "due_at"])
        audit.record(actor, "attempt.outage_credited", "attempt", attempt.pk, seconds=given)
        credited += 1
    return credited
