"""Score an attempt in memory, write the ledger in bulk; the result is derived from the newest lines."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from assessments import interactions, scoring
from assessments.bulk import insert_all
from assessments.models import Attempt, AttemptItem, ItemResponse, ItemVersion, KeyRevision, Score, ScoreKind
from people.models import User


def items_of(attempt: Attempt) -> list[AttemptItem]:
    return list(attempt.items.select_related("version", "current").order_by("position"))


def newest_keys(version_ids: Iterable[int]) -> dict[int, KeyRevision]:
    """The key in force of each version; one query."""
    rows = KeyRevision.objects.filter(version__in=list(version_ids)).order_by("version_id", "number")
    return {key.version_id: key for key in rows}


def points_of(response: ItemResponse | None, version: ItemVersion, key: KeyRevision) -> Decimal:
    share = interactions.get(version.interaction).score(
        response.response if response else None, version.definition, key.key
    )
    return scoring.points_for(share, version.points)


def grade(
    attempt: Attempt, items: Sequence[AttemptItem], *, kind: str, actor: User | None = None, reason: str = ""
) -> dict[int, Decimal]:
    """One line in the ledger for each item given. Returns their points by item id."""
    keys = newest_keys({item.version_id for item in items})
    lines = [
        Score(
            attempt_item=item,
            kind=kind,
            points=points_of(item.current, item.version, keys[item.version_id]),
            response=item.current,
            key_revision=keys[item.version_id],
            actor=actor,
            reason=reason,
        )
        for item in items
    ]
    insert_all(lines)
    return {line.attempt_item_id: line.points for line in lines}


def standing_points(attempt: Attempt) -> dict[int, Decimal]:
    """The newest line of each item."""
    rows = (
        Score.objects.filter(attempt_item__attempt=attempt)
        .order_by("id")
        .values_list("attempt_item_id", "points")
    )
    return dict(rows)


def derive(attempt: Attempt, points: Collection[Decimal]) -> None:
    """Set score and verdict on the attempt; the caller saves it."""
    attempt.score = scoring.total(points)
    attempt.is_passed = scoring.is_passed(attempt.score, attempt.max_score, attempt.pass_percent)


def grade_whole(attempt: Attempt) -> None:
    derive(attempt, grade(attempt, items_of(attempt), kind=ScoreKind.AUTOMATIC).values())


def grade_again(
    attempt: Attempt, items: Sequence[AttemptItem], *, kind: str, actor: User | None = None, reason: str = ""
) -> None:
    """New lines for some items of a closed attempt, and the result that follows from all newest lines."""
    fresh = grade(attempt, items, kind=kind, actor=actor, reason=reason)
    derive(attempt, (standing_points(attempt) | fresh).values())
