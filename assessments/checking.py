"""What an author must know before a quiz or practice question goes into a release."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from assessments import interactions, publishing, reviewing
from assessments.models import Assessment, Item
from curriculum import gate
from curriculum.findings import Finding, error, warning
from languages.registry import NAMES


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
    found += unchecked_findings(items, page)
    return found


def unchecked_findings(items: Iterable[Item], page: Any) -> list[Finding]:
    """Questions whose translations the review gate holds back, or lets through although nobody checked them."""
    unchecked: dict[str, list[str]] = {}
    for item in items:
        for language in reviewing.unchecked_languages(item):
            unchecked.setdefault(language, []).append(item.code)
    if gate.is_open():
        sentence = _(
            "%(language)s is shown unchecked in these questions because this site allows it: %(codes)s."
        )
    else:
        sentence = _(
            "%(language)s waits for a check in these questions: %(codes)s. "
            "Learners see the next language of theirs."
        )
    return [
        warning(sentence % {"language": NAMES[code], "codes": ", ".join(codes)}, page, language=code)
        for code, codes in unchecked.items()
        if code in dict(settings.LANGUAGES)
    ]


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
