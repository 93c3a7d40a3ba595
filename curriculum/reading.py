"""What learners read: outlines and bodies of a release in the best language for the reader, cached for ever.

Owns: choosing a language block by block, rendering, and the holes for what must stay current.
Refuses to know: who reads, how far they got, what a practice question is.

Cache keys hold the release's ``editions_version``: a joined edition makes new keys, nothing is ever deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from curriculum import gate
from curriculum.blocks import block_template
from curriculum.holes import (
    QUESTION,
    STATISTIC,
    TERM,
    TERMS,
    Filling,
    Hole,
    cut,
    statistic_fillings,
    statistics_in,
    term_fillings,
    terms_in,
)
from curriculum.models import CourseRelease, ReleaseUnit, ReviewState, UnitEdition, UnitKind
from curriculum.pieces import TITLE, Piece, is_critical, merged, pieces
from languages.registry import NAMES, direction, html_tag

_NEUTRAL_TYPES: Final = frozenset({"question"})
LIVE: Final = gate.may_go_live(needs_check=Q(unit__release__is_safety=True))
# Changes when the markup of bodies changes, so that an upgrade does not show old markup.
_MARKUP: Final = 1


@dataclass(frozen=True)
class UnitBody:
    """A unit rendered for a chain of languages."""

    title: str
    title_language: str
    summary: str
    language: str
    edition: int | None
    review_state: str
    wanted: str
    has_fallback: bool
    pieces: tuple[str | Hole, ...]

    def holes(self, kind: str) -> tuple[Hole, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Hole) and piece.kind == kind)

    def keys(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(hole.key for hole in self.holes(kind)))

    @property
    def is_whole_fallback(self) -> bool:
        """Nothing of it exists in the language asked for."""
        return self.language != self.wanted


@dataclass(frozen=True)
class OutlineUnit:
    """A line of an outline. ``number`` counts studied units over the whole release; modules have none."""

    id: int
    key: UUID
    slug: str
    kind: str
    parent_key: UUID | None
    position: int
    minutes: int
    is_required: bool
    title: str
    language: str
    byte_size: int
    digest: str
    number: int | None
    edition: int | None

    @property
    def is_module(self) -> bool:
        return self.kind == UnitKind.MODULE

    @property
    def lang(self) -> str:
        return html_tag(self.language)

    @property
    def dir(self) -> str:
        return direction(self.language)


# --- Outline --------------------------------------------------------------------------------------


def outline(release: CourseRelease, chain: Sequence[str]) -> tuple[OutlineUnit, ...]:
    """Every unit in order, modules included, each title in the first language of the chain that has it."""
    key = f"outline:{_MARKUP}:{release.pk}:{release.editions_version}:{','.join(chain)}"
    found = cache.get(key)
    if found is None:
        found = _outline(release, chain)
        cache.set(key, found, None)
    return found


def _outline(release: CourseRelease, chain: Sequence[str]) -> tuple[OutlineUnit, ...]:
    units = list(release.units.order_by("position"))
    keys = {unit.pk: unit.key for unit in units}
    newest = newest_editions([unit.pk for unit in units], chain)
    numbers = {unit.pk: n for n, unit in enumerate((u for u in units if u.kind != UnitKind.MODULE), 1)}
    lines = []
    for unit in units:
        editions = newest.get(unit.pk, {})
        language, title = _title(unit.source, editions, chain, release.source_language)
        shown = next((editions[code].number for code in chain if code in editions), None)
        lines.append(
            OutlineUnit(
                id=unit.pk,
                key=unit.key,
                slug=unit.slug,
                kind=unit.kind,
                parent_key=keys[unit.parent_id] if unit.parent_id else None,
                position=unit.position,
                minutes=unit.minutes,
                is_required=unit.is_required,
                title=title,
                language=language,
                byte_size=unit.byte_size,
                digest=unit.digest,
                number=numbers.get(unit.pk),
                edition=shown,
            )
        )
    return tuple(lines)


def newest_editions(unit_ids: Sequence[int], chain: Sequence[str]) -> dict[int, dict[str, UnitEdition]]:
    """The newest edition of each unit in each language of the chain that may go live: one query."""
    newest: dict[int, dict[str, UnitEdition]] = {}
    rows = UnitEdition.objects.filter(unit_id__in=unit_ids, language__in=chain).filter(LIVE)
    for edition in rows.annotate(shows_unchecked=gate.site_allows()).order_by("number"):
        newest.setdefault(edition.unit_id, {})[edition.language] = edition
    return newest


def _title(
    source: Mapping[str, Any], editions: Mapping[str, UnitEdition], chain: Sequence[str], source_language: str
) -> tuple[str, str]:
    for code in chain:
        if code == source_language:
            break
        if code in editions and editions[code].text.get(TITLE):
            return code, editions[code].text[TITLE]
    return source_language, source[TITLE]


@dataclass(frozen=True)
class Part:
    """A module and the units in it, as course pages and outlines list them."""

    module: OutlineUnit | None
    units: tuple[OutlineUnit, ...]

    @property
    def start(self) -> int:
        return self.units[0].number or 1 if self.units else 1


def parts(lines: Iterable[OutlineUnit]) -> list[Part]:
    """An outline by modules, in order."""
    found: list[tuple[OutlineUnit | None, list[OutlineUnit]]] = []
    for line in lines:
        if line.is_module:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        else:
            found.append((None, [line]))
    return [Part(module, tuple(units)) for module, units in found]


# --- Body -----------------------------------------------------------------------------------------


def unit_body(
    unit_id: int, chain: Sequence[str], *, editions_version: int | None = None, saves_data: bool = False
) -> UnitBody:
    """The body of a unit. With the release's ``editions_version`` at hand a cached body costs no query.

    With ``saves_data`` pictures are links that say their size.
    """
    if editions_version is None:
        editions_version = ReleaseUnit.objects.values_list("release__editions_version", flat=True).get(
            pk=unit_id
        )
    key = f"body:{_MARKUP}:{unit_id}:{editions_version}:{','.join(chain)}:{int(saves_data)}"
    found = cache.get(key)
    if found is None:
        found = _unit_body(unit_id, chain, saves_data)
        cache.set(key, found, None)
    return found


def _unit_body(unit_id: int, chain: Sequence[str], saves_data: bool) -> UnitBody:
    unit = ReleaseUnit.objects.select_related("release").get(pk=unit_id)
    editions = newest_editions([unit_id], chain).get(unit_id, {})
    source_language = unit.release.source_language
    source = pieces(unit.source)
    texts = {code: _live_pieces(edition, source) for code, edition in editions.items()}
    main = _main_language(unit.source, editions, chain, source_language)
    title_language, title = _title(unit.source, editions, chain, source_language)
    chosen = [
        (_language_of(block["id"], texts, chain, source_language), source[block["id"]], block["id"])
        for block in unit.source["blocks"]
    ]
    shown = editions.get(main)
    look = _Look(main, chain[0], saves_data)
    rendered, has_fallback = _render(chosen, texts, look, unit.pins.get("questions", {}))
    return UnitBody(
        title=title,
        title_language=title_language,
        summary=(shown.text.get("summary") if shown else "")
        or (unit.source.get("summary", "") if not shown else ""),
        language=main,
        edition=shown.number if shown else None,
        review_state=shown.review_state if shown else "",
        wanted=chain[0],
        has_fallback=has_fallback or main != chain[0],
        pieces=rendered,
    )


def _live_pieces(edition: UnitEdition, source: Mapping[str, Piece]) -> dict[str, Piece]:
    """An edition's pieces; a warning nobody has checked in this language is read in the next one."""
    texts = pieces(edition.text)
    if edition.review_state != ReviewState.NONE or edition.shows_unchecked:  # type: ignore[attr-defined]
        return texts
    return {key: piece for key, piece in texts.items() if not is_critical(source.get(key, piece))}


def draft_body(
    frozen: Mapping[str, Any],
    language: str,
    *,
    saves_data: bool = False,
    opens_folds: bool = False,
    lists_terms: bool = True,
) -> SafeString:
    """A page as its author sees it: one language, holes filled as they stand now; on paper folds are open."""
    source = pieces({"blocks": frozen["blocks"]})
    chosen = [(language, piece, block_id) for block_id, piece in source.items()]
    rendered, _has_fallback = _render(chosen, {}, _Look(language, language, saves_data, opens_folds), {})
    if not lists_terms:
        rendered = tuple(piece for piece in rendered if isinstance(piece, str) or piece.kind != TERMS)
    body = UnitBody("", language, "", language, None, "", language, False, rendered)
    return fill(body, current_fillings(body))


def _main_language(
    source: Mapping[str, Any], editions: Mapping[str, UnitEdition], chain: Sequence[str], source_language: str
) -> str:
    """The first language that has text of the unit.

    A translated title alone is enough only where there is no text.
    """
    for code in chain:
        if code == source_language:
            break
        if code in editions and (editions[code].text["blocks"] or not source["blocks"]):
            return code
    return source_language


@dataclass(frozen=True)
class _Look:
    """How a body is drawn: main language, language of notes, pictures that wait for a tap, open folds."""

    main: str
    interface: str
    saves_data: bool
    opens_folds: bool = False


def _language_of(
    block_id: str, texts: Mapping[str, Mapping[str, Piece]], chain: Sequence[str], source_language: str
) -> str:
    return next(
        (code for code in chain if code == source_language or block_id in texts.get(code, {})),
        source_language,
    )


def _render(
    chosen: Sequence[tuple[str, Piece, str]],
    texts: Mapping[str, Mapping[str, Piece]],
    look: _Look,
    questions: Mapping[str, str],
) -> tuple[tuple[str | Hole, ...], bool]:
    """Blocks in order.

    Neighbours in the same strange language share one wrapper with ``lang``, ``dir`` and a note.
    """
    rendered: list[str | Hole] = []
    has_fallback = False
    with translation.override(look.interface):
        # A practice question brings its own language, so it belongs to no wrapper.
        for language, group in groupby(
            chosen, key=lambda c: look.main if c[1]["type"] in _NEUTRAL_TYPES else c[0]
        ):
            parts: list[str | Hole] = []
            for _code, source, block_id in group:
                text = texts.get(language, {}).get(block_id)
                parts += _block(source, text, block_id, language, questions, look)
            if language != look.main:
                has_fallback = True
                opening = render_to_string(
                    "curriculum/parts/fallback_open.html",
                    {"lang": html_tag(language), "dir": direction(language), "name": NAMES[language]},
                )
                parts = [opening, *parts, "</div>"]
            rendered += parts
        rendered.append(Hole(TERMS, "", language=look.main))
    return tuple(_joined(rendered)), has_fallback


def _block(
    source: Piece, text: Piece | None, block_id: str, language: str, questions: Mapping[str, str], look: _Look
) -> list[str | Hole]:
    if source["type"] == QUESTION:
        version = questions.get(source["value"].get("item", ""))
        return [Hole(QUESTION, version, language=language)] if version else []
    value = merged(source, text) if text else source["value"]
    html = render_to_string(
        block_template(source["type"]),
        {
            "value": value,
            "block_id": block_id,
            "saves_data": look.saves_data,
            "opens_folds": look.opens_folds,
        },
    )
    return cut(html, language)


def _joined(parts: Iterable[str | Hole]) -> list[str | Hole]:
    """Neighbouring strings as one, without empty ones."""
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined


# --- Filling --------------------------------------------------------------------------------------


def fill(body: UnitBody, fillings: Mapping[tuple[str, ...], Filling]) -> SafeString:
    """The whole body. Fillings are found by (kind, key, language), then by (kind, key).

    Without one the words stay.
    """
    return mark_safe("".join(p if isinstance(p, str) else _filled(p, fillings) for p in body.pieces))  # noqa: S308


def _filled(hole: Hole, fillings: Mapping[tuple[str, ...], Filling]) -> str:
    filling = fillings.get((hole.kind, hole.key, hole.language), fillings.get((hole.kind, hole.key)))
    if filling is None:
        # Cut out of markup that is escaped already.
        return hole.text
    return str(filling(hole)) if callable(filling) else str(filling)


def current_fillings(body: UnitBody) -> dict[tuple[str, ...], Filling]:
    """Statistics and terms of a body, each in the language of the block it stands in: two queries at most."""
    return {
        **statistics_in(_languages_by_key(body, STATISTIC)),
        **terms_in(_languages_by_key(body, TERM), body.language),
    }


def _languages_by_key(body: UnitBody, kind: str) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for hole in body.holes(kind):
        wanted.setdefault(hole.key, set()).add(hole.language)
    return wanted


__all__ = [
    "QUESTION",
    "STATISTIC",
    "TERM",
    "TERMS",
    "Hole",
    "OutlineUnit",
    "Part",
    "UnitBody",
    "current_fillings",
    "draft_body",
    "fill",
    "outline",
    "parts",
    "statistic_fillings",
    "term_fillings",
    "unit_body",
]
