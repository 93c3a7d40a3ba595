"""The review gate: which translations learners may see before anybody has checked them.

Owns: the rule, the site's switch, and marking releases as safety content.
Refuses to know: who checks, what a text says.

Assessed content is every question; safety content is a course marked so, and a warning in any lesson. The rule is
one condition of a query, so that it is as current as the row it asks about and costs no query of its own.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, F, Q

from curriculum.models import Course, CourseRelease, ReviewGate, ReviewState
from curriculum.pieces import is_critical, pieces
from people.audit import record
from people.models import User

_NOTICE: Final = "curriculum.gate.is_open"
_NOTICE_SECONDS: Final = 60


# --- The rule -------------------------------------------------------------------------------------
def site_allows() -> Exists:
    """Whether the site shows unchecked translations, as part of a query."""
    return Exists(ReviewGate.objects.filter(allows_unreviewed=True))


def may_go_live(*, needs_check: Q | None = None) -> Q:
    """Rows with a ``review_state`` that learners may see; ``needs_check`` says which ones must be checked."""
    admitted = ~Q(review_state=ReviewState.NONE) | Q(site_allows())
    return admitted if needs_check is None else ~needs_check | admitted


def needs_check(source: Mapping[str, Any], *, is_safety: bool) -> bool:
    """Whether translations of a frozen page wait for a check, whole or in part."""
    return is_safety or any(is_critical(piece) for piece in pieces(source).values())


# --- The switch -----------------------------------------------------------------------------------
def is_open() -> bool:
    return ReviewGate.objects.filter(allows_unreviewed=True).exists()


def shows_unchecked() -> bool:
    """``is_open`` for the notice on every page: kept for a minute. Nothing is decided by it."""
    known = cache.get(_NOTICE)
    if known is None:
        known = is_open()
        remember(known)
    return known


def remember(value: bool) -> None:
    cache.set(_NOTICE, value, _NOTICE_SECONDS)


@transaction.atomic
def set_gate(allows_unreviewed: bool, *, actor: User | None) -> ReviewGate:
    """Open or close the gate. Every reader's cached page is made anew."""
    ReviewGate.load()
    gate = ReviewGate.objects.select_for_update().get()
    if gate.allows_unreviewed == allows_unreviewed:
        return gate
    gate.allows_unreviewed = allows_unreviewed
    gate.save(update_fields=["allows_unreviewed"])
    CourseRelease.objects.update(editions_version=F("editions_version") + 1)
    act = "review_gate.opened" if allows_unreviewed else "review_gate.closed"
    record(actor, act, "review_gate", gate.pk)
    transaction.on_commit(lambda: remember(allows_unreviewed))
    return gate


# --- Safety content -------------------------------------------------------------------------------
def mark_releases(course: Course) -> None:
    """A course found to be dangerous is so in the releases learners read now; taking the mark away is not."""
    if course.is_safety:
        course.releases.filter(is_safety=False).update(
            is_safety=True, editions_version=F("editions_version") + 1
        )
