"""A wrong key, corrected: what it would change, a second person who agrees, and every score derived anew.

Owns: proposals, their decision, the work of scoring again. Refuses to know: how a key is written (the question's
own form), what a changed result leads to (``results``).

The question's working copy is corrected first, as it should have been. Its key can then be put in place of that of
any version with the same structure, so that attempts already made are scored by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from assessments import closing, grading, interactions, publishing, results, reviewing, scoring
from assessments.errors import MarkingRefused
from assessments.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    CorrectionState,
    Item,
    ItemVersion,
    KeyCorrection,
    KeyRevision,
    Score,
    ScoreKind,
)
from jobs import queue
from jobs.models import Job
from people import audit
from people.models import NotificationKind, User
from people.notifications import notify

KIND: Final = "assessments.regrade"
AT_ONCE: Final = 100
# What a person has judged, no key changes.
BY_PEOPLE: Final = (ScoreKind.MARKER, ScoreKind.ADJUDICATION)


@dataclass(frozen=True)
class Impact:
    """Closed attempts that were asked the question, and what another key would make of them."""

    attempts: int = 0
    raised: int = 0
    lowered: int = 0
    now_passed: int = 0
    now_failed: int = 0


@dataclass(frozen=True)
class Candidate:
    """A version whose key differs from that of the working copy."""

    version: ItemVersion
    current: KeyRevision
    key: dict[str, Any]
    impact: Impact


def candidates(item: Item) -> list[Candidate]:
    """Versions of the same structure with another key, newest first; none while the draft is not fit to be asked."""
    words = reviewing.newest_words(item)
    if publishing.problems_of(words):
        return []
    interaction = interactions.get(words.interaction)
    definition, key = interaction.definition_from(words), interaction.key_from(words)
    alike = [
        version
        for version in item.versions.order_by("-number")
        if version.interaction == words.interaction and version.definition == definition
    ]
    keys = grading.newest_keys([version.pk for version in alike])
    return [
        Candidate(version, keys[version.pk], key, impact(version, key))
        for version in alike
        if keys[version.pk].key != key
    ]


def impact(version: ItemVersion, key: dict[str, Any]) -> Impact:
    """What the key would change: one query, read as a stream, whatever the number of attempts."""
    counts = dict.fromkeys(Impact.__dataclass_fields__, 0)
    for was, would_be, most, percent in _scores(version, key):
        was_passed, would_pass = (scoring.is_passed(score, most, percent) for score in (was, would_be))
        counts["attempts"] += 1
        counts["raised"] += would_be > was
        counts["lowered"] += would_be < was
        counts["now_passed"] += would_pass and not was_passed
        counts["now_failed"] += was_passed and not would_pass
    return Impact(**counts)


def _scores(version: ItemVersion, key: dict[str, Any]) -> Iterator[tuple[Decimal, Decimal, Decimal, int]]:
    """Of each attempt: its score, what it would be, the most it can be, and the share that passes."""
    points = Score.objects.filter(attempt_item=OuterRef("pk")).order_by("-id").values("points")[:1]
    rows = (
        _judged_by_key(version)
        .annotate(points=Subquery(points))
        .order_by("attempt_id")
        .values_list(
            "attempt_id",
            "attempt__score",
            "attempt__max_score",
            "attempt__pass_percent",
            "points",
            "current__response",
        )
    )
    interaction = interactions.get(version.interaction)
    for (_id, score, most, percent), items in groupby(
        rows.iterator(chunk_size=2000), key=itemgetter(0, 1, 2, 3)
    ):
        change = sum(
            scoring.points_for(interaction.score(response, version.definition, key), version.points) - had
            for *_attempt, had, response in items
        )
        yield score, score + change, most, percent


def _judged_by_key(version: ItemVersion) -> QuerySet[AttemptItem]:
    """The question in closed attempts, unless a person's judgement stands there."""
    newest = Score.objects.filter(attempt_item=OuterRef("pk")).order_by("-id").values("kind")[:1]
    return (
        AttemptItem.objects.filter(
            version=version, attempt__state__in=[AttemptState.SUBMITTED, AttemptState.EXPIRED]
        )
        .annotate(judged=Subquery(newest))
        .exclude(judged__in=BY_PEOPLE)
    )


# --- Proposal and decision ------------------------------------------------------------------------
@transaction.atomic
def propose(item: Item, version: ItemVersion, *, reason: str, actor: User) -> KeyCorrection:
    """Put the working copy's key forward for a version. Raises MarkingRefused."""
    version = item.versions.select_for_update().get(pk=version.pk)
    found = next((one for one in candidates(item) if one.version.pk == version.pk), None)
    if found is None:
        raise MarkingRefused(
            _("The question has this key already, or another structure. Correct the question first.")
        )
    if not reason.strip():
        raise MarkingRefused(_("Write why the key is wrong."))
    if version.corrections.filter(state=CorrectionState.PROPOSED).exists():
        raise MarkingRefused(_("A correction is waiting already. Decide it first."))
    correction = KeyCorrection.objects.create(
        version=version, key=found.key, reason=reason.strip(), proposed_by=actor
    )
    audit.record(actor, "key.proposed", "item_version", version.pk, correction=correction.pk)
    return correction


@transaction.atomic
def approve(correction: KeyCorrection, *, actor: User) -> KeyCorrection:
    """Put the key in force and score again in the background. Raises MarkingRefused."""
    correction = _open(correction)
    if actor.pk == correction.proposed_by_id:
        raise MarkingRefused(_("A second person must approve: you proposed this correction."))
    newest = grading.newest_keys([correction.version_id])[correction.version_id]
    correction.revision = KeyRevision.objects.create(
        version=correction.version,
        number=newest.number + 1,
        key=correction.key,
        reason=correction.reason,
        proposed_by=correction.proposed_by,
        approved_by=actor,
    )
    _decide(correction, CorrectionState.APPROVED, actor)
    queue.enqueue(KIND, args={"correction": correction.pk}, actor=actor)
    return correction


@transaction.atomic
def turn_down(correction: KeyCorrection, *, actor: User) -> KeyCorrection:
    """Refuse it; who proposed it takes it back. Nothing changes. Raises MarkingRefused."""
    correction = _open(correction)
    is_own = actor.pk == correction.proposed_by_id
    return _decide(correction, CorrectionState.WITHDRAWN if is_own else CorrectionState.REFUSED, actor)


def _open(correction: KeyCorrection) -> KeyCorrection:
    ItemVersion.objects.select_for_update().get(pk=correction.version_id)
    found = KeyCorrection.objects.select_related("version", "proposed_by").get(pk=correction.pk)
    if found.state != CorrectionState.PROPOSED:
        raise MarkingRefused(_("This correction was decided already."))
    return found


def _decide(correction: KeyCorrection, state: CorrectionState, actor: User) -> KeyCorrection:
    correction.state, correction.decided_by, correction.decided_at = state, actor, timezone.now()
    correction.save()
    audit.record(actor, f"key.{state}", "item_version", correction.version_id, correction=correction.pk)
    return correction


# --- Scoring again --------------------------------------------------------------------------------
def behind(correction: KeyCorrection) -> QuerySet[AttemptItem]:
    """Questions in closed attempts that no line of the ledger has scored by the corrected key or a later one."""
    assert correction.revision is not None
    scored = Score.objects.filter(
        attempt_item=OuterRef("pk"),
        key_revision__version=correction.version_id,
        key_revision__number__gte=correction.revision.number,
    )
    return _judged_by_key(correction.version).filter(~Exists(scored))


@queue.handler(KIND)
def regrade(job: Job) -> None:
    """Each attempt in a short transaction of its own; what is done is not done again after a stop."""
    correction = KeyCorrection.objects.select_related("version", "revision__approved_by").get(
        pk=job.args["correction"]
    )
    left = behind(correction).order_by("attempt_id").values_list("attempt_id", flat=True).distinct()
    job.advance(total=job.done + left.count())
    while batch := list(left[:AT_ONCE]):
        for attempt_id in batch:
            job.raise_if_cancelled()
            _regrade(attempt_id, correction)
            job.step()


@transaction.atomic
def _regrade(attempt_id: int, correction: KeyCorrection) -> None:
    assert correction.revision is not None
    attempt = closing.lock(Attempt.objects.filter(pk=attempt_id))
    items = list(behind(correction).filter(attempt=attempt).select_related("version", "current"))
    before = attempt.score
    grading.grade_again(
        attempt,
        items,
        kind=ScoreKind.REGRADE,
        actor=correction.revision.approved_by,
        reason=correction.reason,
    )
    if attempt.score == before:
        return
    attempt.save(update_fields=["score", "is_passed"])
    results.announce(attempt)
    _tell(attempt)


def _tell(attempt: Attempt) -> None:
    with translation.override(attempt.person.language or translation.get_language()):
        url = reverse("attempt_result", args=[attempt.uuid])
    notify(
        attempt.person,
        NotificationKind.RESULT,
        title=_("Your quiz result has changed"),
        body=_(
            "The answer key of a question was wrong and has been corrected. Your answers were scored again."
        ),
        url=url,
    )
