"""Parse a course package into plain values and say everything that is wrong with it, file by file.

Owns the file format ``manabiya-course/1``. Knows nothing of the database.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from languages.errors import DomainError
from languages.registry import COLUMN_LANGUAGES

FORMAT: Final = "manabiya-course/1"
BLOCK_TYPES: Final = frozenset(
    {"text", "heading", "steps", "note", "figure", "table", "check", "question", "example", "reading"}
)
INTERACTIONS_WITH_PARTS: Final = frozenset({"choice", "match", "order", "cloze", "short_text"})
INTERACTIONS: Final = INTERACTIONS_WITH_PARTS | {"true_false", "numeric"}
_OPENING: Final = re.compile(
    r"^<!--\s*(?P<type>[a-z]+)\s+(?P<key>[a-z0-9][a-z0-9-]*)(?P<options>[^>]*?)\s*-->\s*$"
)
_SLUG: Final = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_INLINE: Final = re.compile(r"\{(term|stat):([a-z0-9-]+)(?:\|[^}]*)?\}")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    file: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.sentence}"


class PackageError(DomainError):
    """The package cannot be imported; ``problems`` names every file and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Block:
    type: str
    key: str
    options: Mapping[str, str]
    body: str

    def pieces(self) -> int:
        """How many pieces a translation is matched by: paragraphs, list items or table cells."""
        if self.type == "table":
            return sum(line.count("|") for line in self.body.splitlines())
        if self.type == "check":
            question, _line, answer = self.body.partition("\n---\n")
            return 1000 * _pieces(question) + _pieces(answer)
        return _pieces(self.body)

    def references(self) -> Iterator[tuple[str, str]]:
        """``(kind, key)`` of every term, figure with a date, drawing and question the block refers to."""
        yield from _INLINE.findall(self.body)
        if self.type in {"figure", "question"}:
            yield self.type, self.options.get("ref", "")


@dataclass(frozen=True)
class LessonText:
    title: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Unit:
    kind: str
    slug: str
    minutes: int
    title: Texts
    outcomes: tuple[str, ...] = ()
    assessment: str = ""
    is_required: bool = True
    texts: Mapping[str, LessonText] = field(default_factory=dict)


@dataclass(frozen=True)
class Module:
    slug: str
    title: Texts
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Package:
    """A whole package. ``meta`` is course.yaml as read; the rest is checked and typed."""

    folder: Path
    meta: Mapping[str, Any]
    languages: tuple[str, ...]
    source_language: str
    modules: tuple[Module, ...]
    items: Mapping[str, Mapping[str, Any]]
    assessments: Mapping[str, Mapping[str, Any]]
    glossary: tuple[Mapping[str, Any], ...]
    statistics: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]

    def units(self) -> Iterator[Unit]:
        for module in self.modules:
            yield from module.units


def read_package(folder: Path) -> Package:
    """Read and check the package in ``folder``. Raises PackageError with every problem found."""
    reader = _Reader(folder)
    package = reader.read()
    if reader.problems or package is None:
        raise PackageError(reader.problems)
    return package


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def read(self) -> Package | None:
        meta = self.yaml("course.yaml", dict)
        if meta is None:
            return None
        if meta.get("format") != FORMAT:
            self.say("course.yaml", _("Write “format: %(format)s” in the first line.") % {"format": FORMAT})
            return None
        languages, source = tuple(meta.get("languages") or ()), str(meta.get("source_language", ""))
        for code in languages:
            if code not in COLUMN_LANGUAGES:
                self.say(
                    "course.yaml", _("The language “%(code)s” is not one of this site's.") % {"code": code}
                )
        if source not in languages:
            self.say("course.yaml", _("source_language must be one of the languages."))
            return None
        for key in ("code", "slug", "title", "summary", "subject_area", "minutes", "modules"):
            if not meta.get(key):
                self.say("course.yaml", _("“%(key)s” is missing.") % {"key": key})
        package = Package(
            folder=self.folder,
            meta=meta,
            languages=languages,
            source_language=source,
            modules=tuple(self.module(raw, languages, source) for raw in meta.get("modules") or ()),
            items=self.records("items", "code"),
            assessments=self.records("assessments", "slug"),
            glossary=tuple(self.yaml("glossary.yaml", list, optional=True) or ()),
            statistics=tuple(self.yaml("statistics.yaml", list, optional=True) or ()),
            figures=tuple(self.yaml("figures.yaml", list, optional=True) or ()),
        )
        self.check_items(package)
        self.check_references(package)
        return package

    def say(self, file: str, sentence: str) -> None:
        self.problems.append(Problem(file, sentence))

    def yaml(self, name: str, kind: type, *, optional: bool = False) -> Any:
        path = self.folder / name
        if not path.is_file():
            if not optional:
                self.say(name, _("The file is missing."))
            return None
        try:
            value = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as problem:
            self.say(name, _("The file is not valid YAML in UTF-8: %(problem)s") % {"problem": problem})
            return None
        if not isinstance(value, kind):
            self.say(name, _("The file does not have the expected shape."))
            return None
        return value

    def records(self, folder: str, key: str) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for path in sorted((self.folder / folder).glob("*.yaml")):
            name = f"{folder}/{path.name}"
            record = self.yaml(name, dict)
            if record is None:
                continue
            if not record.get(key) or str(record[key]) in found:
                self.say(name, _("“%(key)s” is missing or used twice.") % {"key": key})
                continue
            found[str(record[key])] = record
        return found

    def module(self, raw: Mapping[str, Any], languages: tuple[str, ...], source: str) -> Module:
        slug = self.slug("course.yaml", raw)
        units = tuple(self.unit(entry, slug, languages, source) for entry in raw.get("units") or ())
        return Module(slug, self.texts("course.yaml", raw, "title", source), units)

    def unit(self, raw: Mapping[str, Any], module: str, languages: tuple[str, ...], source: str) -> Unit:
        slug = self.slug("course.yaml", raw)
        kind = str(raw.get("kind", "lesson"))
        if kind not in {"lesson", "quiz"}:
            self.say("course.yaml", _("“%(slug)s”: kind must be lesson or quiz.") % {"slug": slug})
        texts: dict[str, LessonText] = {}
        if kind == "lesson":
            for language in languages:
                name = f"lessons/{module}/{slug}.{language}.md"
                if (self.folder / name).is_file():
                    texts[language] = self.lesson(name)
                elif language == source:
                    self.say(name, _("The file is missing."))
            self.compare(module, slug, texts, source)
        return Unit(
            kind=kind,
            slug=slug,
            minutes=int(raw.get("minutes") or 0),
            title=self.texts("course.yaml", raw, "title", source),
            outcomes=tuple(raw.get("outcomes") or ()),
            assessment=str(raw.get("assessment", "")),
            is_required=bool(raw.get("required", True)),
            texts=texts,
        )

    def slug(self, file: str, raw: Mapping[str, Any]) -> str:
        slug = str(raw.get("slug", ""))
        if not _SLUG.match(slug):
            self.say(file, _("“%(slug)s” is not a slug: use a-z, 0-9 and hyphens.") % {"slug": slug})
        return slug

    def texts(self, file: str, raw: Mapping[str, Any], key: str, source: str) -> Texts:
        value = raw.get(key)
        if not isinstance(value, dict) or not value.get(source):
            self.say(file, _("“%(key)s” has no text in %(language)s.") % {"key": key, "language": source})
            return {}
        return {str(language): str(text) for language, text in value.items()}

    def lesson(self, name: str) -> LessonText:
        raw = (self.folder / name).read_text(encoding="utf-8")
        _start, _fence, rest = raw.partition("---\n")
        head, _fence, body = rest.partition("\n---\n")
        try:
            front = yaml.safe_load(head) or {}
        except yaml.YAMLError as problem:
            self.say(name, _("The head of the file is not valid YAML: %(problem)s") % {"problem": problem})
            front = {}
        if not front.get("title"):
            self.say(name, _("“%(key)s” is missing.") % {"key": "title"})
        blocks = tuple(self.blocks(name, body))
        if len({block.key for block in blocks}) != len(blocks):
            self.say(name, _("Two blocks have the same key."))
        return LessonText(str(front.get("title", "")), str(front.get("summary", "")), blocks)

    def blocks(self, name: str, body: str) -> Iterator[Block]:
        opened: re.Match[str] | None = None
        lines: list[str] = []
        for line in [*body.splitlines(), None]:
            opening = _OPENING.match(line) if line is not None else None
            if line is not None and not opening:
                lines.append(line)
                continue
            text = "\n".join(lines).strip()
            if opened:
                options = dict(pair.split("=", 1) for pair in opened["options"].split() if "=" in pair)
                yield Block(opened["type"], opened["key"], options, text)
            elif text:
                self.say(name, _("Text stands before the first block comment."))
            if opening and opening["type"] not in BLOCK_TYPES:
                self.say(name, _("There is no block type “%(type)s”.") % {"type": opening["type"]})
            opened, lines = opening, []

    def compare(self, module: str, slug: str, texts: Mapping[str, LessonText], source: str) -> None:
        """A translation has the same blocks in the same order, each with the same number of pieces."""
        if source not in texts:
            return
        original = texts[source].blocks
        for language, text in texts.items():
            name = f"lessons/{module}/{slug}.{language}.md"
            if [(b.type, b.key) for b in text.blocks] != [(b.type, b.key) for b in original]:
                self.say(name, _("The blocks differ from those of the source language."))
                continue
            for ours, theirs in zip(text.blocks, original, strict=True):
                if ours.pieces() != theirs.pieces():
                    self.say(
                        name,
                        _("Block “%(key)s” has another number of paragraphs, items or cells than the source.")
                        % {"key": ours.key},
                    )

    def check_items(self, package: Package) -> None:
        for code, item in package.items.items():
            name = f"items/{code}.yaml"
            interaction = item.get("interaction")
            if interaction not in INTERACTIONS:
                self.say(name, _("There is no question type “%(type)s”.") % {"type": interaction})
            if interaction in INTERACTIONS_WITH_PARTS and not item.get("parts"):
                self.say(name, _("“%(key)s” is missing.") % {"key": "parts"})
            if interaction == "choice" and not any(part.get("correct") for part in item.get("parts") or ()):
                self.say(name, _("No option is marked as correct."))
            if interaction == "numeric" and "value" not in (item.get("number") or {}):
                self.say(name, _("“%(key)s” is missing.") % {"key": "number.value"})
            if interaction == "true_false" and not isinstance(item.get("answer"), bool):
                self.say(name, _("“%(key)s” is missing.") % {"key": "answer"})
            self.texts(name, item, "stem", package.source_language)

    def check_references(self, package: Package) -> None:
        known = {
            "term": {entry["key"] for entry in package.glossary},
            "stat": {entry["key"] for entry in package.statistics},
            "figure": {entry["key"] for entry in package.figures},
            "question": set(package.items),
        }
        outcomes = {entry["code"] for entry in package.meta.get("outcomes") or ()}
        for module in package.modules:
            for unit in module.units:
                for missing in set(unit.outcomes) - outcomes:
                    self.say("course.yaml", _("There is no outcome “%(code)s”.") % {"code": missing})
                if unit.kind == "quiz" and unit.assessment not in package.assessments:
                    self.say(
                        "course.yaml", _("There is no assessment “%(code)s”.") % {"code": unit.assessment}
                    )
                for language, text in unit.texts.items():
                    name = f"lessons/{module.slug}/{unit.slug}.{language}.md"
                    for kind, ref in (found for block in text.blocks for found in block.references()):
                        if ref not in known[kind]:
                            self.say(name, _("There is no %(kind)s “%(ref)s”.") % {"kind": kind, "ref": ref})
        for slug, assessment in package.assessments.items():
            for section in assessment.get("sections") or ():
                for code in section.get("items") or ():
                    if code not in package.items:
                        name = f"assessments/{slug}.yaml"
                        self.say(name, _("There is no question “%(code)s”.") % {"code": code})


def _pieces(body: str) -> int:
    """Paragraphs and list items: what a translator's editor shows as one string each."""
    count = 0
    for part in re.split(r"\n\s*\n", body.strip()):
        listed = sum(bool(re.match(r"\s*(?:[-*]|\d+\.)\s", line)) for line in part.splitlines())
        count += listed or bool(part.strip())
    return count
