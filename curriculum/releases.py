"""Freezing a course: release n is made once and never changes.

Owns: the preflight an author reads, and the making of a release.
Refuses to know: which kinds of units there are; a page freezes, checks and pins itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname
from wagtail.models import PageLogEntry, Revision, TaskState

from curriculum import editions, gate, page_reviews
from curriculum.checks import question_uuids, weight
from curriculum.errors import ReleaseRefused
from curriculum.findings import Finding, error, warning
from curriculum.models import Course, CourseRelease, ReleaseUnit, UnitKind
from curriculum.outline import TreePage, course_tree, translated_pages
from curriculum.pieces import has_words, pieces
from curriculum.registry import assessed_outcomes, question_findings
from languages.drift import digest
from languages.registry import NAMES
from people.audit import record
from people.models import User


def preflight(course: Course) -> list[Finding]:
    """What stands between the course as published and a release.

    Errors stop it, warnings are for the author.
    """
    tree = course_tree(course)
    units = [page for page in tree if page.unit_kind != UnitKind.MODULE]
    if not units:
        return [error(_("The course has no published lesson."))]
    return [
        *(finding for page in units for finding in page.checks()),
        *_completion_findings(course, units),
        *_outcome_findings(course, units),
        *_practice_findings(units),
        *_translation_findings(course, tree),
    ]


@transaction.atomic
def release_course(
    course: Course, *, actor: User | None, note: str = "", force_warnings: bool = True
) -> CourseRelease:
    """Freeze the course as published now. Nothing changed since the last release: that release comes back."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    findings = preflight(course)
    refused = [f for f in findings if f.is_error or not force_warnings]
    if refused:
        raise ReleaseRefused(refused[0].sentence)
    tree = course_tree(course)
    _refuse_own_safety_content(course, tree, actor)
    frozen = _frozen_units(tree, actor)
    facts = course_facts(course)
    checksum = digest({"units": frozen, "facts": facts, "completion": course.default_completion})
    newest = course.releases.order_by("-number").first()
    if newest is not None and (newest.digest, newest.is_safety) == (checksum, course.is_safety):
        _join_all(newest, actor)
        return newest
    release = CourseRelease.objects.create(
        course=course,
        number=newest.number + 1 if newest else 1,
        source_language=course.source_language,
        completion=course.default_completion,
        facts=facts,
        is_safety=course.is_safety,
        digest=checksum,
        note=note,
        released_by=actor,
    )
    _write_units(release, frozen)
    _join_all(release, actor)
    Course.objects.filter(pk=course.pk).update(content_version=F("content_version") + 1)
    record(actor, "course.released", "course_release", release.pk, course=course.pk, number=release.number)
    release.refresh_from_db()
    return release


def course_facts(course: Course) -> dict[str, Any]:
    """What the record says, in every language it is written in, as it stands now."""
    return {
        "code": course.code,
        "title": in_every_language(course, "title"),
        "summary": in_every_language(course, "summary"),
        "certificate_title": in_every_language(course, "certificate_title"),
        "minutes": course.minutes,
        "level": course.level,
        "handling": course.handling,
        "is_safety": course.is_safety,
        "outcomes": [
            {"code": outcome.code, "statement": in_every_language(outcome, "statement")}
            for outcome in course.competencies.all()
        ],
    }


def in_every_language(instance: Any, field: str) -> dict[str, str]:
    texts = {code: getattr(instance, build_localized_fieldname(field, code), None) for code in NAMES}
    return {code: text for code, text in texts.items() if text}


def _refuse_own_safety_content(course: Course, tree: Iterable[TreePage], actor: User | None) -> None:
    """Hazard content is read by a second reviewer: one who neither wrote nor approved a page of it."""
    if not course.is_safety or actor is None:
        return
    pages = [page.pk for page in tree]
    wrote = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pages], user=actor)
    published = PageLogEntry.objects.filter(page__in=pages, action="wagtail.publish", user=actor)
    approved = TaskState.objects.filter(revision__in=Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk in pages]
    ), finished_by=actor)  # fmt: skip
    if wrote.exists() or published.exists() or approved.exists():
        raise ReleaseRefused(
            _("This is safety content: a reviewer who neither wrote nor approved its pages must release it.")
        )


# --- Freezing -------------------------------------------------------------------------------------


def _frozen_units(tree: Iterable[TreePage], actor: User | None) -> list[dict[str, Any]]:
    slugs: set[str] = set()
    parents: dict[str, UUID] = {}
    frozen = []
    for position, page in enumerate(tree):
        source = page.frozen()
        is_module = page.unit_kind == UnitKind.MODULE
        if is_module:
            parents[page.path] = page.translation_key
        parent = parents.get(page.path[: -page.steplen])
        frozen.append(
            {
                "key": str(page.translation_key),
                "parent": None if is_module or parent is None else str(parent),
                "kind": str(page.unit_kind),
                "slug": _free_slug(page, slugs),
                "position": position,
                "minutes": 0 if is_module else page.minutes,
                "is_required": is_module or page.is_required,
                "outcomes": [] if is_module else [outcome.code for outcome in page.outcomes.all()],
                "source": source,
                "digest": digest(source),
                "pins": {} if is_module else page.pins(actor=actor),
                "byte_size": weight(source),
            }
        )
    return frozen


def _free_slug(page: TreePage, taken: set[str]) -> str:
    """The page's slug; where two parts use the same one, with the part before it."""
    slug = page.slug if page.slug not in taken else f"{page.get_parent().slug}-{page.slug}"[:80]
    if slug in taken:
        raise ReleaseRefused(_("Two units are called “%(slug)s”; give one another slug.") % {"slug": slug})
    taken.add(slug)
    return slug


def _write_units(release: CourseRelease, frozen: Iterable[Mapping[str, Any]]) -> None:
    rows: dict[str, ReleaseUnit] = {}
    for unit in frozen:
        fields = {name: value for name, value in unit.items() if name != "parent"}
        rows[unit["key"]] = ReleaseUnit.objects.create(
            release=release, parent=rows.get(unit["parent"] or ""), **fields
        )


def _join_all(release: CourseRelease, actor: User | None) -> None:
    for language in NAMES:
        if language != release.source_language:
            editions.join_editions(release, language, actor=actor)


# --- Preflight ------------------------------------------------------------------------------------


def _completion_findings(course: Course, units: Iterable[TreePage]) -> list[Finding]:
    slugs = {page.slug for page in units}
    named = [rule.get("unit") for rule in course.default_completion.get("assessments", ())]
    return [
        error(_("The completion rule names “%(slug)s”, which is no unit of the course.") % {"slug": slug})
        for slug in named
        if slug not in slugs
    ]


def _outcome_findings(course: Course, units: Iterable[TreePage]) -> list[Finding]:
    assessed = {code for page in units for code in assessed_outcomes(page)}
    return [
        warning(_("No question assesses outcome %(code)s.") % {"code": outcome.code})
        for outcome in course.competencies.all()
        if outcome.code not in assessed
    ]


def _practice_findings(units: Iterable[TreePage]) -> list[Finding]:
    """Practice questions of all lessons together."""
    asked = [item for page in units for item in question_uuids(page.frozen())]
    return question_findings(asked) if asked else []


def _translation_findings(course: Course, tree: list[TreePage]) -> list[Finding]:
    """Per language that has begun: pages not translated, pages with missing or out-of-date pieces."""
    found = []
    sources = {page.translation_key: page.frozen() for page in tree}
    for language in dict(settings.LANGUAGES):
        if language == course.source_language:
            continue
        pages = translated_pages(sources, language)
        if pages:
            found += _language_findings(tree, sources, pages, language)
            found += _unchecked_findings(course, tree, sources, pages, language)
    return found


def _unchecked_findings(
    course: Course,
    tree: Iterable[TreePage],
    sources: Mapping[UUID, Mapping[str, Any]],
    pages: Mapping[UUID, TreePage],
    language: str,
) -> list[Finding]:
    """Texts of one language that the gate holds back, or lets through although nobody has checked them."""
    checked = page_reviews.checked_states({language: pages})
    titles = [
        page.title
        for page in tree
        if page.translation_key in pages
        and (page.translation_key, language) not in checked
        and gate.needs_check(sources[page.translation_key], is_safety=course.is_safety)
    ]
    if not titles:
        return []
    words = {"language": NAMES[language], "count": len(titles), "pages": ", ".join(titles)}
    if gate.is_open() and not course.is_safety:
        sentence = ngettext(
            "%(language)s: the warnings of %(count)s text are shown unchecked "
            "because this site allows it: %(pages)s.",
            "%(language)s: the warnings of %(count)s texts are shown unchecked "
            "because this site allows it: %(pages)s.",
            len(titles),
        )
    elif gate.is_open():
        sentence = ngettext(
            "%(language)s: %(count)s text is shown unchecked because this site allows it: %(pages)s.",
            "%(language)s: %(count)s texts are shown unchecked because this site allows it: %(pages)s.",
            len(titles),
        )
    elif not course.is_safety:
        sentence = ngettext(
            "%(language)s: the warnings of %(count)s text wait for a check; "
            "learners read them in the next language of theirs: %(pages)s.",
            "%(language)s: the warnings of %(count)s texts wait for a check; "
            "learners read them in the next language of theirs: %(pages)s.",
            len(titles),
        )
    else:
        sentence = ngettext(
            "%(language)s: %(count)s text waits for a check; "
            "learners read the next language of theirs: %(pages)s.",
            "%(language)s: %(count)s texts wait for a check; "
            "learners read the next language of theirs: %(pages)s.",
            len(titles),
        )
    return [warning(sentence % words, language=language)]


def _language_findings(
    tree: Iterable[TreePage],
    sources: Mapping[UUID, Mapping[str, Any]],
    pages: Mapping[UUID, TreePage],
    language: str,
) -> list[Finding]:
    name = NAMES[language]
    found = []
    for page in tree:
        words = {"page": page.title, "language": name}
        if page.translation_key not in pages:
            found.append(
                warning(_("“%(page)s” is not translated: %(language)s.") % words, page, language=language)
            )
            continue
        source = sources[page.translation_key]
        old = editions.old_pieces(source, page.translation_key, language)
        if old:
            sentence = ngettext(
                "“%(page)s”: %(count)s part is out of date: %(language)s.",
                "“%(page)s”: %(count)s parts are out of date: %(language)s.",
                len(old),
            )
            found.append(warning(sentence % {**words, "count": len(old)}, page, language=language))
        missing = _missing(source, page.translation_key, language)
        if missing:
            sentence = ngettext(
                "“%(page)s”: %(count)s part is not translated: %(language)s.",
                "“%(page)s”: %(count)s parts are not translated: %(language)s.",
                missing,
            )
            found.append(warning(sentence % {**words, "count": missing}, page, language=language))
    return found


def _missing(source: Mapping[str, Any], key: UUID, language: str) -> int:
    made = set(editions.provenance_of(key, language).values_list("block_id", flat=True))
    return sum(1 for block_id, piece in pieces(source).items() if has_words(piece) and block_id not in made)
