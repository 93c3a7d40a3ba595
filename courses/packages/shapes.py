"""What the records of a package must look like, and what is wrong with one, in sentences. Pure.

Owns: YAML with the line of each mapping, the shape of every record. Refuses to know: what records mean together.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from languages.registry import COLUMN_LANGUAGES

SLUG: Final = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
CODE: Final = re.compile(r"^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$")
_LARGEST: Final = 32767


class Mapped(dict[Any, Any]):
    """A mapping that knows its lines, to say where something is wrong."""

    line: int = 0
    lines: Mapping[str, int] = {}


class Loader(yaml.SafeLoader):
    """Plain YAML without aliases: a few lines of them can unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


def _mapping(loader: Loader, node: yaml.MappingNode) -> Iterator[Mapped]:
    value = Mapped()
    value.line = node.start_mark.line + 1
    value.lines = {str(key.value): key.start_mark.line + 1 for key, _value in node.value}
    yield value
    value.update(loader.construct_mapping(node))


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(text: str) -> Any:
    """Raises yaml.YAMLError, ValueError (a date that is none), RecursionError (nested without end)."""
    return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader


# --- Kinds ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Kind:
    holds: Callable[[Any], bool]
    sentence: str | Promise
    shape: "Mapping[str, Field] | None" = None
    is_many: bool = False

    def __call__(self, *, required: bool = False) -> "Field":
        return Field(self, required)


@dataclass(frozen=True)
class Field:
    kind: Kind
    required: bool = False


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_texts(value: Any, *more: str) -> bool:
    known = {*COLUMN_LANGUAGES, *more}
    return isinstance(value, dict) and all(
        code in known and (_is_scalar(text) or isinstance(text, bool)) for code, text in value.items()
    )


def _is_accepted(value: Any) -> bool:
    return isinstance(value, dict) and all(
        code in {*COLUMN_LANGUAGES, "*"}
        and (_is_scalar(texts) or (isinstance(texts, list) and all(map(_is_scalar, texts))))
        for code, texts in value.items()
    )


def _is_number(value: Any) -> bool:
    if not _is_scalar(value):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: Any) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return type(value) is date


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST


def _fits(pattern: re.Pattern[str], longest: int) -> Callable[[Any], bool]:
    return lambda value: _is_scalar(value) and len(str(value)) <= longest and bool(pattern.match(str(value)))


TEXT = Kind(_is_scalar, _("“%(key)s” must be a text."))
SLUG_KIND = Kind(_fits(SLUG, 80), _("“%(key)s” must be a slug: a-z, 0-9 and hyphens, at most 80 characters."))
CODE_KIND = Kind(
    _fits(CODE, 40), _("“%(key)s” must be a code: letters, digits and hyphens, at most 40 characters.")
)
COURSE_CODE = Kind(
    _fits(CODE, 20), _("“%(key)s” must be a code: letters, digits and hyphens, at most 20 characters.")
)
TEXTS = Kind(
    _is_texts, _("“%(key)s” must be texts by language, with languages that this installation knows.")
)
ACCEPTED = Kind(_is_accepted, _("“%(key)s” must be lists of answers by language, or by “*” for all."))
NUMBER = Kind(_is_number, _("“%(key)s” must be a number."))
COUNT = Kind(_is_count, _("“%(key)s” must be a whole number from 0 to 32767."))
PERCENT = Kind(lambda value: _is_count(value) and value <= 100, _("“%(key)s” must be a percentage."))
TRUTH = Kind(lambda value: isinstance(value, bool), _("“%(key)s” must be true or false."))
DATE = Kind(_is_date, _("“%(key)s” must be a date such as 2027-04-01."))
LIST = Kind(
    lambda value: isinstance(value, list) and all(map(_is_scalar, value)), _("“%(key)s” must be a list.")
)
DRAW = Kind(
    lambda value: value == "all" or (_is_count(value) and value > 0),
    _("“%(key)s” must be “all” or a number of questions."),
)


def _choice(*values: str) -> Kind:
    return Kind(lambda value: value in values, _("“%(key)s” has a value that is not in the list."))


def _one(shape: "Mapping[str, Field]") -> Kind:
    return Kind(lambda value: isinstance(value, dict), _("“%(key)s” must be a mapping."), shape)


def _many(shape: "Mapping[str, Field]") -> Kind:
    return Kind(
        lambda value: isinstance(value, list) and all(isinstance(entry, dict) for entry in value),
        _("“%(key)s” must be a list of mappings."),
        shape,
        is_many=True,
    )


# --- Shapes ---------------------------------------------------------------------------------------
UNIT: Final = {
    "kind": _choice("lesson", "quiz")(),
    "slug": SLUG_KIND(required=True),
    "minutes": COUNT(),
    "title": TEXTS(required=True),
    "outcomes": LIST(),
    "assessment": SLUG_KIND(),
    "required": TRUTH(),
}
MODULE: Final = {
    "slug": SLUG_KIND(required=True),
    "title": TEXTS(required=True),
    "units": _many(UNIT)(),
}
COURSE: Final = {
    "code": COURSE_CODE(required=True),
    "slug": SLUG_KIND(required=True),
    "source_language": TEXT(required=True),
    "languages": LIST(required=True),
    "subject_area": _one({"code": SLUG_KIND(required=True), "name": TEXTS(required=True)})(required=True),
    "level": _choice("basic", "intermediate", "advanced")(),
    "minutes": COUNT(required=True),
    "handling": _choice("public", "internal", "restricted")(),
    "safety": TRUTH(),
    "title": TEXTS(required=True),
    "summary": TEXTS(required=True),
    "description": TEXTS(),
    "audience": TEXTS(),
    "outcomes": _many({"code": CODE_KIND(required=True), "text": TEXTS(required=True)})(),
    "modules": _many(MODULE)(required=True),
    "completion": _one(
        {
            "lessons": TEXT(),
            "assessments": _many({"unit": SLUG_KIND(required=True), "pass_percent": PERCENT()})(),
            "certificate": TRUTH(),
        }
    )(),
    "certificate": _one({"title": TEXTS()})(),
}
ITEM: Final = {
    "code": CODE_KIND(required=True),
    "interaction": TEXT(required=True),
    "outcome": TEXT(),
    "points": NUMBER(),
    "multiple": TRUTH(),
    "shuffle": TRUTH(),
    "stem": TEXTS(required=True),
    "answer": TRUTH(),
    "unit": TEXTS(),
    "feedback_correct": TEXTS(),
    "feedback_incorrect": TEXTS(),
    "number": _one({"value": NUMBER(required=True), "tolerance": NUMBER()})(),
    "parts": _many(
        {
            "id": CODE_KIND(required=True),
            "text": TEXTS(),
            "match": TEXTS(),
            "correct": TRUTH(),
            "feedback": TEXTS(),
            "accepted": ACCEPTED(),
        }
    )(),
}
ASSESSMENT: Final = {
    "slug": SLUG_KIND(required=True),
    "title": TEXTS(required=True),
    "pass_percent": PERCENT(),
    "max_attempts": COUNT(),
    "wait_hours": COUNT(),
    "minutes": COUNT(),
    "show_answers": TRUTH(),
    "sections": _many({"title": TEXTS(), "items": LIST(required=True), "draw": DRAW()})(),
}
TERM: Final = {
    "key": SLUG_KIND(required=True),
    "term": TEXTS(required=True),
    "definition": TEXTS(required=True),
    "reading": TEXT(),
    "romaji": TEXT(),
}
STATISTIC: Final = {
    "key": SLUG_KIND(required=True),
    "label": TEXTS(required=True),
    "value": NUMBER(required=True),
    "unit": TEXTS(),
    "as_of": DATE(required=True),
    "review_on": DATE(required=True),
    "source": TEXT(required=True),
}
FIGURE: Final = {
    "key": SLUG_KIND(required=True),
    "file": TEXT(required=True),
    "alt": TEXTS(),
    "decorative": TRUTH(),
    "credit": TEXT(),
    "licence": TEXT(),
}
REVIEW: Final = {
    "unit": SLUG_KIND(),
    "module": SLUG_KIND(),
    "question": CODE_KIND(),
    "language": TEXT(required=True),
    "state": _choice("native", "subject")(required=True),
    "text": TEXT(required=True),
}


@dataclass(frozen=True)
class Misfit:
    """What is wrong with a record, and the line its mapping begins in."""

    sentence: str
    line: int | None = field(default=None)


def misfits(value: Mapping[str, Any], shape: Mapping[str, Field]) -> Iterator[Misfit]:
    for name, wanted in shape.items():
        line = getattr(value, "lines", {}).get(name, getattr(value, "line", None))
        found = value.get(name)
        if found in (None, "", {}, []):
            if wanted.required:
                yield Misfit(str(_("“%(key)s” is missing.")) % {"key": name}, line)
        elif not wanted.kind.holds(found):
            yield Misfit(str(wanted.kind.sentence) % {"key": name}, line)
        elif wanted.kind.shape is not None:
            for entry in (found or []) if wanted.kind.is_many else [found]:
                yield from misfits(entry, wanted.kind.shape)
