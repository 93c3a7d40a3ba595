"""Write a course as a package: the working copy as authors have it now, in every language that is complete."""

import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from assessments.models import Assessment, Item
from assessments.pages.models import QuizPage
from courses.packages.blocks import from_raw
from courses.packages.checks import checks_in
from courses.packages.reading import BLOCK_TYPES, FORMAT, Block, PackageError, Problem, read_package
from curriculum.models import Course, Figure, GlossaryTerm, Statistic
from curriculum.outline import course_tree, translated_pages
from curriculum.pages.models import LessonPage, ModulePage
from languages.registry import COLUMN_LANGUAGES


def export_package(course: Course, folder: Path) -> None:
    """Write the package into ``folder``, which must be empty or missing.

    Raises FileExistsError, and PackageError for what a package cannot carry.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    _Writer(course, folder).write()


def export_zip(course: Course, folder: Path, target: Path) -> None:
    """The package as one file; ``folder`` is where it is put together."""
    export_package(course, folder)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))


class _Writer:
    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.folder = course, folder
        self.figures = dict(Figure.objects.values_list("pk", "key"))
        self.questions = {str(item): code for item, code in Item.objects.values_list("uuid", "code")}
        self.used: dict[str, set[str]] = {"term": set(), "stat": set(), "figure": set(), "question": set()}
        self.assessments: dict[str, Assessment] = {}
        self.pages = course_tree(course)
        keys = [page.translation_key for page in self.pages]
        self.translations = {
            language: translated_pages(keys, language)
            for language in COLUMN_LANGUAGES
            if language != course.source_language
        }
        self.languages = [
            course.source_language, *(code for code, pages in self.translations.items() if pages)
        ]  # fmt: skip

    def write(self) -> None:
        modules: list[dict[str, Any]] = []
        for page in self.pages:
            if isinstance(page, ModulePage):
                modules.append({"slug": page.slug, "title": self.titles(page), "units": []})
            else:
                modules[-1]["units"].append(self.unit(page, modules[-1]["slug"]))
        for assessment in self.assessments.values():
            self.assessment(assessment)
        for code in sorted(self.used["question"]):
            self.item(Item.objects.get(code=code))
        self.records()
        self.yaml("course.yaml", self.meta(modules))
        self.checks()

    def checks(self) -> None:
        """Which translations stand checked; read back from the files, so that each line is about their words."""
        places = {
            page.translation_key: ("module" if isinstance(page, ModulePage) else "unit", page.slug)
            for page in self.pages
        }
        checked = checks_in(read_package(self.folder), pages=self.translations, keys=places)
        if checked:
            self.yaml("reviews.yaml", checked)

    # --- course.yaml ------------------------------------------------------------------------------
    def meta(self, modules: list[dict[str, Any]]) -> dict[str, Any]:
        course = self.course
        return {
            "format": FORMAT,
            "code": course.code,
            "slug": course.slug,
            "source_language": course.source_language,
            "languages": self.languages,
            "subject_area": {
                "code": course.subject_area.code,
                "name": self.texts(course.subject_area, "name"),
            },
            "level": course.level,
            "minutes": course.minutes,
            "handling": course.handling,
            **({"safety": True} if course.is_safety else {}),
            "title": self.texts(course, "title"),
            "summary": self.texts(course, "summary"),
            "description": self.texts(course, "description"),
            "audience": self.texts(course, "audience"),
            "outcomes": [
                {"code": outcome.code, "text": self.texts(outcome, "statement")}
                for outcome in course.competencies.order_by("position")
            ],
            "modules": modules,
            "completion": course.default_completion,
            "certificate": {"title": self.texts(course, "certificate_title")},
        }

    def unit(self, page: LessonPage | QuizPage, module: str) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "kind": str(page.unit_kind),
            "slug": page.slug,
            "minutes": page.minutes,
            "title": self.titles(page),
            "outcomes": [outcome.code for outcome in page.outcomes.order_by("position")],
        }
        if not page.is_required:
            entry["required"] = False
        if isinstance(page, QuizPage):
            slug = self.assessment_slug(page.assessment)
            self.assessments[slug] = page.assessment
            entry["assessment"] = slug
            return entry
        self.lesson(page, module, self.course.source_language)
        for language, pages in self.translations.items():
            if translated := pages.get(page.translation_key):
                self.lesson(translated, module, language, slug=page.slug)
        return entry

    def titles(self, page: Any) -> dict[str, str]:
        titles = {self.course.source_language: page.title}
        for language, pages in self.translations.items():
            if translated := pages.get(page.translation_key):
                titles[language] = translated.title
        return titles

    # --- Lessons ----------------------------------------------------------------------------------
    def lesson(self, page: Any, module: str, language: str, *, slug: str = "") -> None:
        raws = page.body.get_prep_value()
        for raw in raws:
            if raw["type"] not in BLOCK_TYPES:
                self.refuse(page, _("“%(page)s” holds a film, sound or file, which packages do not carry."))
        blocks = [from_raw(raw, figures=self.figures, questions=self.questions) for raw in raws]
        for block in blocks:
            self.remember(block)
        head = yaml.safe_dump(
            {"title": page.title, "summary": page.summary}, allow_unicode=True, sort_keys=False
        )
        body = "\n\n".join(f"{_opening(block)}\n{block.body}".rstrip() for block in blocks)
        self.text(f"lessons/{module}/{slug or page.slug}.{language}.md", f"---\n{head}---\n{body}\n")

    def refuse(self, page: Any, sentence: str) -> None:
        raise PackageError([Problem("course.yaml", sentence % {"page": page.title})])

    def remember(self, block: Block) -> None:
        for kind, ref in block.references():
            self.used[kind].add(ref)

    # --- Questions --------------------------------------------------------------------------------
    def assessment_slug(self, assessment: Assessment) -> str:
        return assessment.code.removeprefix(f"{self.course.slug}-")

    def assessment(self, assessment: Assessment) -> None:
        sections = []
        for section in assessment.sections.order_by("sort_order").prefetch_related("entries__item"):
            codes = [entry.item.code for entry in section.entries.all()]
            self.used["question"].update(codes)
            sections.append(
                {"title": self.texts(section, "title"), "items": codes, "draw": section.draw or "all"}
            )
        slug = self.assessment_slug(assessment)
        self.yaml(
            f"assessments/{slug}.yaml",
            {
                "slug": slug,
                "title": self.texts(assessment, "title"),
                "pass_percent": assessment.pass_percent,
                "max_attempts": assessment.max_attempts,
                "wait_hours": assessment.wait_hours,
                "minutes": assessment.minutes,
                "show_answers": assessment.shows_answers,
                "sections": sections,
            },
        )

    def item(self, item: Item) -> None:
        entry: dict[str, Any] = {
            "code": item.code,
            "interaction": item.interaction,
            "multiple": item.is_multiple or None,
            "outcome": item.outcome.code if item.outcome else None,
            "points": _number(item.points),
            "shuffle": item.shuffle,
            "stem": self.texts(item, "stem"),
            "answer": item.is_true,
            "unit": self.texts(item, "unit"),
            "feedback_correct": self.texts(item, "feedback_correct"),
            "feedback_incorrect": self.texts(item, "feedback_incorrect"),
            "parts": [self.part(part) for part in item.parts.order_by("sort_order")],
        }
        if item.number_value is not None:
            entry["number"] = {
                "value": _number(item.number_value),
                "tolerance": _number(item.number_tolerance or Decimal()),
            }
        self.yaml(f"items/{item.code}.yaml", _filled(entry))

    def part(self, part: Any) -> dict[str, Any]:
        accepted = {language: text.splitlines() for language, text in self.texts(part, "accepted").items()}
        if part.accepted_anywhere:
            accepted["*"] = part.accepted_anywhere.splitlines()
        return _filled(
            {
                "id": part.identifier,
                "text": self.texts(part, "text"),
                "match": self.texts(part, "match_text"),
                "correct": part.is_correct or None,
                "accepted": accepted,
                "feedback": self.texts(part, "feedback"),
            }
        )

    # --- Records ----------------------------------------------------------------------------------
    def records(self) -> None:
        self.yaml(
            "glossary.yaml",
            [
                _filled(
                    {
                        "key": term.key,
                        "term": self.texts(term, "term"),
                        "reading": term.reading,
                        "romaji": term.romaji,
                        "definition": self.texts(term, "definition"),
                    }
                )
                for term in GlossaryTerm.objects.filter(key__in=self.used["term"])
            ],
        )
        self.yaml(
            "statistics.yaml",
            [
                _filled(
                    {
                        "key": figure.key,
                        "label": self.texts(figure, "label"),
                        "value": str(_number(figure.value)),
                        "unit": self.texts(figure, "unit"),
                        "as_of": figure.as_of_on,
                        "review_on": figure.review_on,
                        "source": figure.source,
                    }
                )
                for figure in Statistic.objects.filter(key__in=self.used["stat"])
            ],
        )
        drawings = list(Figure.objects.filter(key__in=self.used["figure"]))
        for drawing in drawings:
            if drawing.image_id:
                sentence = _(
                    "Figure %(key)s is a picture from the library; packages carry drawings (SVG) only."
                )
                raise PackageError([Problem("figures.yaml", sentence % {"key": drawing.key})])
        self.yaml(
            "figures.yaml",
            [
                _filled(
                    {
                        "key": drawing.key,
                        "file": f"figures/{drawing.key}.svg",
                        "alt": self.texts(drawing, "alt"),
                        "decorative": drawing.is_decorative or None,
                        "credit": drawing.credit,
                        "licence": drawing.licence,
                    }
                )
                for drawing in drawings
            ],
        )
        for drawing in drawings:
            self.text(f"figures/{drawing.key}.svg", drawing.svg)

    def texts(self, record: object, name: str) -> dict[str, str]:
        values = {code: getattr(record, build_localized_fieldname(name, code)) for code in COLUMN_LANGUAGES}
        return {code: value for code, value in values.items() if value}

    def yaml(self, name: str, value: Mapping[str, Any] | Iterable[Any]) -> None:
        self.text(name, yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110))

    def text(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _opening(block: Block) -> str:
    options = "".join(f" {name}={value}" for name, value in block.options.items())
    return f"<!-- {block.type} {block.key}{options} -->"


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _filled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; a False answer and a zero stay."""
    return {
        key: value
        for key, value in entry.items()
        if isinstance(value, bool | int | float | date) or value not in (None, "", {}, [])
    }
