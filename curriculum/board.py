"""Lessons × languages: which translations stand, which went old, which are missing.

Owns: the state of each page in each language. Refuses to know: how a translator works.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from curriculum import gate, page_reviews
from curriculum.models import BlockProvenance, Course, ReviewState
from curriculum.outline import TreePage, course_tree, translated_pages
from curriculum.permissions import courses_editable_by, courses_translatable_by
from curriculum.pieces import drift, has_words, pieces
from languages.drift import Drift
from languages.registry import NAMES, html_tag


class Standing(enum.StrEnum):
    SOURCE = "source"
    LIVE = "live"
    OLD = "old"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True)
class Cell:
    """One page in one language."""

    page: TreePage
    language: str
    standing: Standing
    done: int = 0
    total: int = 0
    old: int = 0
    is_critical: bool = False
    review: str = ReviewState.NONE
    # Learners do not see it, or not all of it, until somebody has checked it.
    waits: bool = False

    @property
    def review_label(self) -> str:
        return str(ReviewState(self.review).label)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def count(self) -> int:
        return self.old

    @property
    def lang(self) -> str:
        return html_tag(self.language)

    @property
    def language_name(self) -> str:
        return NAMES[self.language]


@dataclass(frozen=True)
class Row:
    page: TreePage
    cells: tuple[Cell, ...]


def board(course: Course, languages: Iterable[str] | None = None) -> list[Row]:
    """The whole course: a query for the tree, two per language, one for checks, whatever the number of lessons."""
    codes = [code for code in languages or dict(settings.LANGUAGES) if code != course.source_language]
    tree = course_tree(course)
    keys = [page.translation_key for page in tree]
    made: dict[tuple[Any, str], dict[str, BlockProvenance]] = {}
    for row in BlockProvenance.objects.filter(page_key__in=keys, language__in=codes):
        made.setdefault((row.page_key, row.language), {})[row.block_id] = row
    translated = {code: translated_pages(keys, code) for code in codes}
    checked = page_reviews.checked_states(translated)
    is_open = gate.is_open()
    rows = []
    for page in tree:
        frozen = page.frozen()
        needs_check = not is_open and gate.needs_check(frozen, is_safety=course.is_safety)
        source = pieces(frozen)
        cells = tuple(
            _cell(
                page,
                translated[code].get(page.translation_key),
                code,
                source,
                made.get((page.translation_key, code), {}),
                review=checked.get((page.translation_key, code), ReviewState.NONE),
                needs_check=needs_check,
            )
            for code in codes
        )
        rows.append(Row(page, cells))
    return rows


def _cell(
    page: TreePage,
    translated: TreePage | None,
    language: str,
    source: dict[str, Any],
    made: dict[str, BlockProvenance],
    *,
    review: str,
    needs_check: bool,
) -> Cell:
    if translated is None:
        return Cell(page, language, Standing.NONE)
    wanted = [block_id for block_id, piece in source.items() if has_words(piece)]
    drifts = [drift(source[b], made[b].source_digest, made[b].source_text) for b in wanted if b in made]
    old = [severity for severity in drifts if severity > Drift.COSMETIC]
    done = len(drifts) - len(old)
    standing = Standing.OLD if old else Standing.LIVE if done == len(wanted) else Standing.PARTIAL
    return Cell(
        translated,
        language,
        standing,
        done,
        len(wanted),
        len(old),
        Drift.CRITICAL in old,
        review,
        needs_check and review == ReviewState.NONE,
    )


def old_translations(user: Any) -> list[Cell]:
    """Translations this person could bring up to date, the dangerous ones first."""
    courses = (courses_editable_by(user) | courses_translatable_by(user)).distinct()
    cells = [
        cell
        for course in courses
        for row in board(course)
        for cell in row.cells
        if cell.standing is Standing.OLD
    ]
    return sorted(cells, key=lambda cell: (not cell.is_critical, cell.language, cell.page.path))
