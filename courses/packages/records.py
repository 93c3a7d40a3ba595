"""The records of a package: subject, outcomes, terms, figures, questions, quizzes, and the course itself."""

import enum
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from modeltranslation.utils import build_localized_fieldname

from assessments.models import Assessment, Item, ItemPart, Section, SectionItem
from assessments.reviewing import newest_words
from courses.packages.reading import Package
from curriculum.models import (
    Competency,
    CompetencyFramework,
    Course,
    Figure,
    GlossaryTerm,
    Statistic,
    SubjectArea,
)
from people.models import User


class Mode(enum.StrEnum):
    """How far an import goes."""

    REHEARSE = "rehearse"  # writes nothing and says what it would do
    DRAFT = "draft"  # pages and questions become drafts for their reviewer
    PUBLISH = "publish"  # pages and questions go into use in the CMS; learners still read the release


@dataclass(frozen=True)
class Entry:
    kind: str
    name: str
    what: str


@dataclass
class Tally:
    """What an import does: ``{"item": {"created": 2, "changed": 0, "same": 15}}``, and each thing by name."""

    mode: Mode = Mode.PUBLISH
    # Subject areas belong to administrators and to the command.
    writes_areas: bool = True
    on_note: Callable[[], None] | None = None
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def note(self, kind: str, what: str, name: str = "") -> None:
        self.counts.setdefault(kind, Counter())[what] += 1
        self.entries.append(Entry(kind, name, what))
        if self.on_note is not None:
            self.on_note()

    @property
    def writes(self) -> bool:
        return self.mode is not Mode.REHEARSE

    @property
    def publishes(self) -> bool:
        return self.mode is Mode.PUBLISH

    @property
    def has_changes(self) -> bool:
        return any(counter["created"] or counter["changed"] for counter in self.counts.values())


@dataclass
class Records:
    course: Course
    competencies: dict[str, Competency]
    figures: dict[str, int]
    questions: dict[str, str]
    assessments: dict[str, Assessment]


def write_records(package: Package, tally: Tally, *, actor: User | None) -> Records:
    """Create or update every record of the package, each in a transaction of its own, and none that is the same."""
    meta = package.meta
    area = _area(meta["subject_area"], tally)
    framework = _write(tally, CompetencyFramework, {"code": meta["slug"]}, {}, _in(title=meta["title"]))
    competencies = {
        entry["code"]: _write(
            tally,
            Competency,
            {"code": entry["code"]},
            {"framework": framework, "position": position},
            _in(statement=entry["text"]),
        )
        for position, entry in enumerate(meta.get("outcomes") or ())
    }
    for entry in package.glossary:
        names = {"reading": entry.get("reading", ""), "romaji": entry.get("romaji", "")}
        translated = _in(term=entry["term"], definition=entry["definition"])
        _write(tally, GlossaryTerm, {"key": entry["key"]}, names, translated)
    for entry in package.statistics:
        _statistic(entry, tally)
    figures = {entry["key"]: _figure(package, entry, tally).pk for entry in package.figures}
    course = _course(package, area, list(competencies.values()), tally)
    items = {
        code: _item(package, raw, area, competencies, tally, actor) for code, raw in package.items.items()
    }
    assessments = {slug: _assessment(package, raw, items, tally) for slug, raw in package.assessments.items()}
    questions = {code: str(item.uuid) for code, item in items.items()}
    return Records(course, competencies, figures, questions, assessments)


def _area(raw: Mapping[str, Any], tally: Tally) -> SubjectArea:
    known = SubjectArea.objects.filter(code=raw["code"]).first()
    if known is not None and not tally.writes_areas:
        return known
    area: SubjectArea = _write(tally, SubjectArea, {"code": raw["code"]}, {}, _in(name=raw["name"]))
    return area


def _in(**texts: Mapping[str, str] | None) -> dict[str, str]:
    """Columns of translated fields: ``_in(title={"en": "A"})`` is ``{"title_en": "A"}``."""
    return {
        build_localized_fieldname(name, language): str(text)
        for name, by_language in texts.items()
        for language, text in (by_language or {}).items()
    }


def _write(
    tally: Tally,
    model: type[models.Model],
    key: dict[str, Any],
    fields: dict[str, Any],
    translated: dict[str, str],
    *,
    also_differs: bool = False,
) -> Any:
    """The record with this natural key, holding these values; saved only when something differs."""
    record = model._default_manager.filter(**key).first()
    created = record is None
    if record is None:
        record = model(**key)
    wanted = {**fields, **translated}
    differing = [name for name, value in wanted.items() if created or getattr(record, name) != value]
    for name in differing:
        setattr(record, name, wanted[name])
    if tally.writes and (created or differing):
        record.save()
    what = "created" if created else "changed" if differing or also_differs else "same"
    tally.note(model._meta.model_name or "", what, str(next(iter(key.values()))))
    return record


def _statistic(entry: Mapping[str, Any], tally: Tally) -> None:
    fields = {
        "value": Decimal(str(entry["value"])),
        "as_of_on": _date(entry["as_of"]),
        "review_on": _date(entry["review_on"]),
        "source": entry["source"],
    }
    _write(tally, Statistic, {"key": entry["key"]}, fields, _in(label=entry["label"], unit=entry.get("unit")))


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _figure(package: Package, entry: Mapping[str, Any], tally: Tally) -> Figure:
    svg = (package.folder / entry["file"]).read_text(encoding="utf-8")
    probe = Figure(key=entry["key"], svg=svg)
    probe.clean()
    fields = {
        "svg": probe.svg,
        "is_decorative": bool(entry.get("decorative", False)),
        "credit": entry.get("credit", ""),
        "licence": entry.get("licence", ""),
    }
    figure: Figure = _write(tally, Figure, {"key": entry["key"]}, fields, _in(alt=entry.get("alt")))
    return figure


def _course(package: Package, area: SubjectArea, competencies: list[Competency], tally: Tally) -> Course:
    meta = package.meta
    fields = {
        "slug": meta["slug"],
        "subject_area": area,
        "level": meta.get("level", "basic"),
        "minutes": meta["minutes"],
        "source_language": package.source_language,
        "handling": meta.get("handling", "public"),
        "is_safety": bool(meta.get("safety", False)),
        "default_completion": meta.get("completion") or {},
    }
    translated = _in(
        title=meta["title"],
        summary=meta["summary"],
        description=meta.get("description"),
        audience=meta.get("audience"),
        certificate_title=(meta.get("certificate") or {}).get("title"),
    )
    course: Course = _write(tally, Course, {"code": meta["code"]}, fields, translated)
    if tally.writes:
        course.competencies.set(competencies)
    return course


@transaction.atomic
def _item(
    package: Package,
    raw: Mapping[str, Any],
    area: SubjectArea,
    competencies: Mapping[str, Competency],
    tally: Tally,
    actor: User | None,
) -> Item:
    stored = Item.objects.filter(code=raw["code"]).first()
    created = stored is None
    item = newest_words(stored) if stored else Item(code=raw["code"], live=False)
    number = raw.get("number") or {}
    wanted = {
        "subject_area": area,
        "outcome": competencies.get(raw.get("outcome", "")),
        "interaction": raw["interaction"],
        "points": Decimal(str(raw.get("points", 1))),
        "is_multiple": bool(raw.get("multiple", False)),
        "is_true": raw.get("answer"),
        "shuffle": bool(raw.get("shuffle", True)),
        "number_value": Decimal(str(number["value"])) if number else None,
        "number_tolerance": Decimal(str(number.get("tolerance", 0))) if number else None,
        "source_language": package.source_language,
        **_in(
            stem=raw["stem"],
            unit=raw.get("unit"),
            feedback_correct=raw.get("feedback_correct"),
            feedback_incorrect=raw.get("feedback_incorrect"),
        ),
    }
    differs = created or any(getattr(item, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(item, name, value)
    before = {part.identifier: part for part in item.parts.all()} if not created else {}
    parts, parts_differ = _parts(raw, before)
    if tally.writes and (differs or parts_differ):
        item.parts = parts
        if created:
            item.save()
        item.save_revision(user=actor)
    waits = stored is None or stored.has_unpublished_changes or not stored.live
    if tally.publishes and (differs or parts_differ or waits):
        revision = item.get_latest_revision() or item.save_revision(user=actor)
        revision.publish(user=actor, skip_permission_checks=True)
        item.refresh_from_db()
    what = "created" if created else "changed" if differs or parts_differ else "same"
    tally.note("item", what, item.code)
    return item


def _parts(raw: Mapping[str, Any], before: Mapping[str, ItemPart]) -> tuple[list[ItemPart], bool]:
    parts, differ = [], False
    for position, entry in enumerate(raw.get("parts") or ()):
        identifier = str(entry["id"])
        part = before.get(identifier) or ItemPart(identifier=identifier)
        accepted = {
            language: "\n".join(map(str, lines if isinstance(lines, list) else [lines]))
            for language, lines in (entry.get("accepted") or {}).items()
        }
        wanted = {
            "sort_order": position,
            "is_correct": bool(entry.get("correct", False)),
            "accepted_anywhere": accepted.pop("*", ""),
            **_in(
                text=entry.get("text"),
                match_text=entry.get("match"),
                feedback=entry.get("feedback"),
                accepted=accepted,
            ),
        }
        differ |= part.pk is None or any(getattr(part, name) != value for name, value in wanted.items())
        for name, value in wanted.items():
            setattr(part, name, value)
        parts.append(part)
    return parts, differ or {part.identifier for part in parts} != set(before)


@transaction.atomic
def _assessment(
    package: Package, raw: Mapping[str, Any], items: Mapping[str, Item], tally: Tally
) -> Assessment:
    fields = {
        "pass_percent": raw.get("pass_percent", 70),
        "max_attempts": raw.get("max_attempts", 3),
        "wait_hours": raw.get("wait_hours", 24),
        "minutes": raw.get("minutes", 0),
        "shows_answers": bool(raw.get("show_answers", True)),
    }
    key = {"code": f"{package.meta['slug']}-{raw['slug']}"}
    wanted: list[dict[str, Any]] = [
        {
            "draw": None if section.get("draw", "all") == "all" else int(section["draw"]),
            "titles": _in(title=section.get("title")),
            "items": [items[code].pk for code in section["items"]],
        }
        for section in raw.get("sections") or ()
    ]
    stored = Assessment.objects.filter(**key).first()
    differ = stored is None or _sections(stored, wanted) != wanted
    assessment: Assessment = _write(
        tally, Assessment, key, fields, _in(title=raw["title"]), also_differs=differ
    )
    if differ and tally.writes:
        assessment.sections.all().delete()
        for position, entry in enumerate(wanted):
            section = Section.objects.create(
                assessment=assessment, sort_order=position, draw=entry["draw"], **entry["titles"]
            )
            SectionItem.objects.bulk_create(
                SectionItem(section=section, item_id=pk, position=place)
                for place, pk in enumerate(entry["items"])
            )
    return assessment


def _sections(assessment: Assessment, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stored sections in the shape of ``wanted``, with the columns ``wanted`` speaks of."""
    sections = (
        Section.objects.filter(assessment=assessment).order_by("sort_order").prefetch_related("entries")
    )
    return [
        {
            "draw": section.draw,
            "titles": {
                name: getattr(section, name)
                for name in (wanted[place]["titles"] if place < len(wanted) else ())
            },
            "items": [entry.item_id for entry in section.entries.all()],
        }
        for place, section in enumerate(sections)
    ]
