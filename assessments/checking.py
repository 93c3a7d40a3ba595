"""What an author must know before a quiz or practice question goes into a release."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from assessments import interactions, publishing
from assessments.models import Assessment, Item, ItemVersion
from curriculum.findings import Finding, error, warning
from languages.registry import NAMES
from people.models import User


def items_of(assessment: Assessment) -> list[Item]:
    sections = assessment.sections.prefetch_related("entries__item__outcome", "entries__item__parts")
    return [entry.item for section in sections for entry in section.entries.all()]


def assessment_findings(assessment: Assessment, *, page: Any = None) -> list[Finding]:
    """Nothing to ask, questions that cannot be asked, pools too small, languages that will fall back."""
    found = []
    items = items_of(assessment)
    if not items:
        found.append(error(_("The quiz has no questions."), page))
    for section in assessment.sections.all():
        if section.draw and section.draw > section.entries.count():
            found.append(error(_("A section draws more questions than it has."), page))
    for item in items:
        found += [
            error(_("Question %(code)s: %(problem)s") % {"code": item.code, "problem": problem}, page)
            for problem in publishing.problems_of(item)
        ]
    found += _missing_languages(items, page)
    return found


def _missing_languages(items: Iterable[Item], page: Any) -> list[Finding]:
    missing: dict[str, list[str]] = {}
    for item in items:
        interaction = interactions.get(item.interaction)
        source = interaction.text_from(item, item.source_language)
        for language, __ in settings.LANGUAGES:
            if not publishing.is_complete(interaction.text_from(item, language), source):
                missing.setdefault(language, []).append(item.code)
    return [
        warning(
            _("%(language)s is incomplete in these questions: %(codes)s. Learners see the source language.")
            % {"language": NAMES[language], "codes": ", ".join(codes)},
            page,
            language=language,
        )
        for language, codes in missing.items()
    ]


# --- Plugged into curriculum.registry -------------------------------------------------------------
def question_choices() -> list[tuple[str, str]]:
    return [(str(item.uuid), str(item)) for item in Item.objects.order_by("code")]


def pin_questions(uuids: Iterable[UUID], actor: User | None) -> dict[UUID, UUID]:
    """Versions of practice questions, published where something changed."""
    items = Item.objects.filter(uuid__in=list(uuids)).select_related("outcome").order_by("code")
    return {item.uuid: publishing.publish_item(item, actor=actor).uuid for item in items}


def assessed_outcomes(page: Any) -> set[str]:
    """Outcome codes the questions of a quiz page assess."""
    assessment = getattr(page, "assessment", None)
    if assessment is None:
        return set()
    return {item.outcome.code for item in items_of(assessment) if item.outcome}


def versions_by_uuid(uuids: Iterable[UUID | str]) -> dict[UUID, ItemVersion]:
    return {version.uuid: version for version in ItemVersion.objects.filter(uuid__in=list(uuids))}
