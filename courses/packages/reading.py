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

from courses.packages import shapes
from curriculum.svg import UnsafeSvg, clean_svg
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
NOTE_KINDS: Final = frozenset({"info", "warn", "ok"})
MAX_TEXT: Final = 1024 * 1024
MAX_TITLE: Final = 255
MAX_SUMMARY: Final = 300
MAX_PROSE: Final = 5000
_INLINE: Final = re.compile(r"\{(term|stat):([a-z0-9-]+)(?:\|[^}]*)?\}")

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    file: str
    sentence: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.sentence}"


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
    line: int = field(default=0, compare=False)

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
    reviews: tuple[Mapping[str, Any], ...] = ()

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
        self.fit("course.yaml", meta, shapes.COURSE)
        items = self.records("items", "code", shapes.ITEM)
        assessments = self.records("assessments", "slug", shapes.ASSESSMENT)
        glossary = self.entries("glossary.yaml", shapes.TERM)
        statistics = self.entries("statistics.yaml", shapes.STATISTIC)
        figures = self.entries("figures.yaml", shapes.FIGURE)
        reviews = self.entries("reviews.yaml", shapes.REVIEW)
        if self.problems or not self.languages(meta):
            return None
        languages, source = tuple(meta["languages"]), str(meta["source_language"])
        package = Package(
            folder=self.folder,
            meta=meta,
            languages=languages,
            source_language=source,
            modules=tuple(self.module(raw, languages, source) for raw in meta["modules"]),
            items=items,
            assessments=assessments,
            glossary=glossary,
            statistics=statistics,
            figures=figures,
            reviews=reviews,
        )
        self.check_source_texts(package)
        self.check_slugs(package)
        self.check_items(package)
        self.check_figures(package)
        self.check_references(package)
        return package

    def say(self, file: str, sentence: str, line: int | None = None) -> None:
        self.problems.append(Problem(file, sentence, line))

    def fit(self, name: str, record: Mapping[str, Any], shape: Mapping[str, shapes.Field]) -> None:
        for misfit in shapes.misfits(record, shape):
            self.say(name, misfit.sentence, misfit.line)

    def languages(self, meta: Mapping[str, Any]) -> bool:
        unknown = [code for code in meta["languages"] if code not in COLUMN_LANGUAGES]
        for code in unknown:
            self.say("course.yaml", _("The language “%(code)s” is not one of this site's.") % {"code": code})
        if meta["source_language"] not in meta["languages"]:
            self.say("course.yaml", _("source_language must be one of the languages."))
        return not self.problems

    def file(self, name: str) -> str | None:
        """The text of a file of the package. Nothing outside its folder is read."""
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            self.say(name, _("The file is outside the package."))
        elif not path.is_file():
            self.say(name, _("The file is missing."))
        elif path.stat().st_size > MAX_TEXT:
            self.say(name, _("The file is larger than 1 MB."))
        else:
            try:
                return path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                self.say(name, _("The file is not text in UTF-8."))
        return None

    def yaml(self, name: str, kind: type, *, optional: bool = False) -> Any:
        if optional and not (self.folder / name).is_file():
            return None
        text = self.file(name)
        if text is None:
            return None
        value = self.parsed(name, text)
        if value is not None and not isinstance(value, kind):
            self.say(name, _("The file does not have the expected shape."))
            return None
        return value

    def parsed(self, name: str, text: str, *, before: int = 0) -> Any:
        """YAML of a file or of its head, which begins after ``before`` lines."""
        try:
            return shapes.load(text)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark
            sentence = _("The file is not valid YAML: %(problem)s") % {"problem": problem.problem}
            self.say(name, sentence, mark.line + 1 + before if mark else None)
        except (yaml.YAMLError, ValueError, RecursionError) as problem:
            self.say(name, _("The file is not valid YAML: %(problem)s") % {"problem": problem})
        return None

    def records(
        self, folder: str, key: str, shape: Mapping[str, shapes.Field]
    ) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for path in sorted((self.folder / folder).glob("*.yaml")):
            name = f"{folder}/{path.name}"
            record = self.yaml(name, dict)
            if record is None:
                continue
            self.fit(name, record, shape)
            if not record.get(key) or str(record[key]) in found:
                self.say(name, _("“%(key)s” is missing or used twice.") % {"key": key}, record.line)
                continue
            found[str(record[key])] = record
        return found

    def entries(self, name: str, shape: Mapping[str, shapes.Field]) -> tuple[Mapping[str, Any], ...]:
        listed = self.yaml(name, list, optional=True) or []
        for entry in listed:
            if isinstance(entry, Mapping):
                self.fit(name, entry, shape)
            else:
                self.say(name, _("The file does not have the expected shape."))
        keys = [entry.get("key") for entry in listed if isinstance(entry, Mapping)]
        for key in sorted({str(key) for key in keys if key is not None and keys.count(key) > 1}):
            self.say(name, _("“%(key)s” is used twice.") % {"key": key})
        return tuple(listed)

    def module(self, raw: Mapping[str, Any], languages: tuple[str, ...], source: str) -> Module:
        units = tuple(self.unit(entry, raw["slug"], languages, source) for entry in raw.get("units") or ())
        return Module(raw["slug"], self.texts("course.yaml", raw, "title", source), units)

    def unit(self, raw: Mapping[str, Any], module: str, languages: tuple[str, ...], source: str) -> Unit:
        slug, kind = raw["slug"], str(raw.get("kind", "lesson"))
        texts: dict[str, LessonText] = {}
        if kind == "lesson":
            for language in languages:
                name = f"lessons/{module}/{slug}.{language}.md"
                if language == source or (self.folder / name).is_file():
                    text = self.lesson(name)
                    if text is not None:
                        texts[language] = text
            self.compare(module, slug, texts, source)
        return Unit(
            kind=kind,
            slug=slug,
            minutes=raw.get("minutes") or 0,
            title=self.texts("course.yaml", raw, "title", source),
            outcomes=tuple(map(str, raw.get("outcomes") or ())),
            assessment=str(raw.get("assessment", "")),
            is_required=bool(raw.get("required", True)),
            texts=texts,
        )

    def texts(self, file: str, raw: Mapping[str, Any], key: str, source: str, *, longest: int = 0) -> Texts:
        value = raw[key]
        line = getattr(raw, "line", None)
        if not value.get(source):
            words = {"key": key, "language": source}
            self.say(file, _("“%(key)s” has no text in %(language)s.") % words, line)
        for text in value.values():
            if len(str(text)) > (longest or MAX_TITLE):
                words = {"key": key, "count": str(longest or MAX_TITLE)}
                self.say(file, _("“%(key)s” is longer than %(count)s characters.") % words, line)
        return {str(language): str(text) for language, text in value.items()}

    def lesson(self, name: str) -> LessonText | None:
        raw = self.file(name)
        if raw is None:
            return None
        start, _fence, rest = raw.replace("\r\n", "\n").partition("---\n")
        head, _fence, body = rest.partition("\n---\n")
        front = self.parsed(name, head, before=start.count("\n") + 1) or {}
        if not isinstance(front, dict) or not front.get("title"):
            self.say(name, _("“%(key)s” is missing.") % {"key": "title"}, 1)
            front = {}
        title, summary = str(front.get("title", "")), str(front.get("summary", ""))
        for key, text, longest in (("title", title, MAX_TITLE), ("summary", summary, MAX_SUMMARY)):
            if len(text) > longest:
                words = {"key": key, "count": str(longest)}
                self.say(name, _("“%(key)s” is longer than %(count)s characters.") % words, 1)
        blocks = tuple(self.blocks(name, body, before=(start + head).count("\n") + 3))
        seen: set[str] = set()
        for block in blocks:
            if block.key in seen:
                words = {"key": block.key}
                self.say(name, _("Two blocks have the same key: “%(key)s”.") % words, block.line)
            seen.add(block.key)
        return LessonText(title, summary, blocks)

    def blocks(self, name: str, body: str, *, before: int) -> Iterator[Block]:
        opened: re.Match[str] | None = None
        opened_in = 0
        lines: list[str] = []
        for number, line in enumerate([*body.splitlines(), None], before + 1):
            opening = _OPENING.match(line) if line is not None else None
            if line is not None and not opening:
                lines.append(line)
                continue
            text = "\n".join(lines).strip()
            if opened:
                options = dict(pair.split("=", 1) for pair in opened["options"].split() if "=" in pair)
                block = Block(opened["type"], opened["key"], options, text, opened_in)
                self.check_block(name, block)
                yield block
            elif text:
                self.say(name, _("Text stands before the first block comment."), before + 1)
            if opening and opening["type"] not in BLOCK_TYPES:
                words = {"type": opening["type"]}
                self.say(name, _("There is no block type “%(type)s”.") % words, number)
                opening = None
            opened, opened_in, lines = opening, number, []

    def check_block(self, name: str, block: Block) -> None:
        words = {"key": block.key}
        if block.type == "note" and block.options.get("kind", "info") not in NOTE_KINDS:
            self.say(name, _("Block “%(key)s”: kind must be info, warn or ok.") % words, block.line)
        if block.type == "heading" and block.options.get("level", "2") not in {"2", "3"}:
            self.say(name, _("Block “%(key)s”: level must be 2 or 3.") % words, block.line)
        if block.type == "table" and not block.body.partition("\n")[2].strip().startswith("|"):
            self.say(name, _("Block “%(key)s”: a caption comes first, then the table.") % words, block.line)

    def compare(self, module: str, slug: str, texts: Mapping[str, LessonText], source: str) -> None:
        """A translation has the same blocks in the same order, each with the same number of pieces."""
        if source not in texts:
            return
        original = texts[source].blocks
        for language, text in texts.items():
            name = f"lessons/{module}/{slug}.{language}.md"
            if [(b.type, b.key) for b in text.blocks] != [(b.type, b.key) for b in original]:
                line = next(
                    (
                        ours.line
                        for ours, theirs in zip(text.blocks, original, strict=False)
                        if (ours.type, ours.key) != (theirs.type, theirs.key)
                    ),
                    None,
                )
                self.say(name, _("The blocks differ from those of the source language."), line)
                continue
            for ours, theirs in zip(text.blocks, original, strict=True):
                if ours.pieces() != theirs.pieces():
                    self.say(
                        name,
                        _("Block “%(key)s” has another number of paragraphs, items or cells than the source.")
                        % {"key": ours.key},
                        ours.line,
                    )

    def check_source_texts(self, package: Package) -> None:
        """What learners see must exist in the source language; the rest of the languages may follow."""
        meta, source = package.meta, package.source_language
        for key, longest in (("title", 200), ("summary", MAX_SUMMARY)):
            self.texts("course.yaml", meta, key, source, longest=longest)
        if meta.get("audience"):
            self.texts("course.yaml", meta, "audience", source, longest=MAX_SUMMARY)
        for outcome in meta.get("outcomes") or ():
            self.texts("course.yaml", outcome, "text", source, longest=MAX_PROSE)
        for slug, assessment in package.assessments.items():
            self.texts(f"assessments/{slug}.yaml", assessment, "title", source, longest=200)

    def check_slugs(self, package: Package) -> None:
        """Progress and translations hang on slugs: each is used once in a course."""
        for slugs in (
            [module.slug for module in package.modules],
            [unit.slug for unit in package.units()],
        ):
            for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
                self.say("course.yaml", _("“%(key)s” is used twice.") % {"key": slug})

    def check_figures(self, package: Package) -> None:
        for entry in package.figures:
            drawing = self.file(str(entry["file"]))
            if drawing is None:
                continue
            try:
                clean_svg(drawing)
            except UnsafeSvg as refused:
                self.say(str(entry["file"]), str(refused))

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
            self.texts(name, item, "stem", package.source_language, longest=MAX_PROSE)

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
                    for block in text.blocks:
                        for kind, ref in block.references():
                            if ref not in known[kind]:
                                words = {"kind": kind, "ref": ref}
                                self.say(name, _("There is no %(kind)s “%(ref)s”.") % words, block.line)
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
