"""What courses ask of the item bank: questions for lessons to choose, pinned versions, outcomes assessed.

Plugged into ``curriculum.registry`` at start: lessons know questions by uuid only.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from assessments.checking import unchecked_findings
from assessments.models import Item
from assessments.publishing import publish_item
from curriculum import registry
from curriculum.checks import question_uuids
from curriculum.findings import Finding
from curriculum.models import UnitKind


def plug_in() -> None:
    registry.register_questions(registry.QuestionSource(choices=choices, pin=pin, findings=findings))
    registry.register_assessed_outcomes(assessed_outcomes)


def choices() -> Sequence[tuple[str, str]]:
    return [(str(item.uuid), str(item)) for item in Item.objects.order_by("code")]


def pin(uuids: Iterable[UUID], actor: Any) -> Mapping[UUID, UUID]:
    """Item uuids to version uuids; what changed since the last version is published."""
    items = Item.objects.filter(uuid__in=list(uuids))
    return {item.uuid: publish_item(item, actor=actor).uuid for item in items}


def findings(uuids: Iterable[UUID]) -> list[Finding]:
    """What an author must know of the practice questions of a course."""
    items = Item.objects.filter(uuid__in=list(uuids)).order_by("code").prefetch_related("parts")
    return unchecked_findings(items, None)


def assessed_outcomes(page: Any) -> set[str]:
    """Outcome codes the questions of a quiz, or the practice questions of a lesson, are about."""
    if page.unit_kind == UnitKind.QUIZ:
        items = Item.objects.filter(section_entries__section__assessment=page.assessment_id)
    else:
        items = Item.objects.filter(uuid__in=question_uuids(page.frozen()))
    return set(items.filter(outcome__isnull=False).values_list("outcome__code", flat=True))
