"""Translations that join a release: a piece counts while it was made from the source that was frozen.

Owns: what a translated page was made from, which pieces of it a release may show, editions.
Refuses to know: how translators work; it looks at published pages only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, Translation

from curriculum import reviews
from curriculum.errors import EditionRefused
from curriculum.models import (
    BlockProvenance,
    CourseRelease,
    ReleaseUnit,
    ReviewState,
    UnitEdition,
)
from curriculum.outline import TreePage, translated_pages
from curriculum.pages.models import CoursePage
from curriculum.pieces import (
    SUMMARY,
    TITLE,
    Piece,
    drift,
    has_words,
    language_only,
    piece_digest,
    piece_text,
    pieces,
)
from languages.drift import Drift, digest
from people.audit import record
from people.models import User


@dataclass(frozen=True)
class Old:
    """A translated piece whose source has moved on."""

    block_id: str
    severity: Drift


# --- Provenance -----------------------------------------------------------------------------------


@transaction.atomic
def record_provenance(page: TreePage) -> None:
    """Note what a freshly published translation was made from, piece by piece.

    Made in the translation editor: from the source as last synchronised, without pieces that have
    untranslated strings. Edited as a page: a piece whose text changed was made from the source as published
    now; one that did not keeps its origin, so publishing an old translation again does not make it new.
    """
    language = page.locale.language_code
    source, untranslated, is_synchronised = _origin(page)
    if source is None:
        return
    known = {row.block_id: row for row in provenance_of(page.translation_key, language)}
    texts = pieces(page.frozen())
    made: dict[str, tuple[Piece, str]] = {}
    kept = set()
    for block_id, origin in source.items():
        piece = texts.get(block_id)
        if piece is None or block_id in untranslated or not has_words(piece):
            continue
        if not is_synchronised and _repeats(piece, origin):
            continue
        kept.add(block_id)
        text_digest = piece_digest(language_only(piece))
        row = known.get(block_id)
        if row is None or is_synchronised or row.text_digest != text_digest:
            made[block_id] = (origin, text_digest)
    if gone := set(known) - kept:
        provenance_of(page.translation_key, language).filter(block_id__in=gone).delete()
    set_provenance(page.translation_key, language, made)


def set_provenance(page_key: UUID, language: str, made: Mapping[str, tuple[Piece, str]]) -> None:
    """Pieces in ``language`` by block id.

    The source piece each was made from, and the digest of its own text.
    """
    rows = [
        BlockProvenance(
            page_key=page_key,
            language=language,
            block_id=block_id,
            source_digest=piece_digest(origin),
            source_text=piece_text(origin),
            text_digest=text_digest,
            recorded_at=timezone.now(),
        )
        for block_id, (origin, text_digest) in made.items()
    ]
    BlockProvenance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["page_key", "language", "block_id"],
        update_fields=["source_digest", "source_text", "text_digest", "recorded_at"],
    )


def provenance_of(page_key: UUID, language: str) -> Any:
    return BlockProvenance.objects.filter(page_key=page_key, language=language)


def old_pieces(source: Mapping[str, Any], page_key: UUID, language: str) -> list[Old]:
    """Translated pieces whose source, as given, says something else than what they were made from."""
    rows = {row.block_id: row for row in provenance_of(page_key, language)}
    found = []
    for block_id, piece in pieces(source).items():
        if row := rows.get(block_id):
            severity = drift(piece, row.source_digest, row.source_text)
            if severity > Drift.COSMETIC:
                found.append(Old(block_id, severity))
    return found


def _origin(page: TreePage) -> tuple[dict[str, Piece] | None, set[str], bool]:
    """Source pieces of a translation, ids with untranslated strings, whether the editor keeps them."""
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source", "source__locale")
        .first()
    )
    if translation is not None:
        return pieces(translation.source.as_instance().frozen()), _untranslated(translation), True
    original = source_of(page)
    return (None if original is None else pieces(original.frozen())), set(), False


def source_of(page: TreePage) -> TreePage | None:
    """The published page this one translates; None for a page in the course's own language."""
    root = CoursePage.objects.ancestor_of(page).select_related("course").first()
    if root is None or root.course.source_language == page.locale.language_code:
        return None
    return translated_pages([page.translation_key], root.course.source_language).get(page.translation_key)


def _untranslated(translation: Translation) -> set[str]:
    """Ids of pieces with at least one string the translator has not written yet."""
    segments = (
        StringSegment.objects.filter(source=translation.source)
        .annotate_translation(translation.target_locale)
        .filter(translation__isnull=True)
        .values_list("context__path", flat=True)
    )
    return {_piece_of(path) for path in segments}


def _piece_of(path: str) -> str:
    field, _dot, rest = path.partition(".")
    return rest.partition(".")[0] if field == "body" else field


def _repeats(piece: Piece, origin: Piece) -> bool:
    """On a copied page, a piece that says the same word for word was never translated."""
    return piece_text(piece) == piece_text(origin)


# --- Editions -------------------------------------------------------------------------------------


@transaction.atomic
def join_edition(
    unit: ReleaseUnit,
    language: str,
    text: Mapping[str, Any],
    *,
    actor: User | None,
    review_state: str = ReviewState.NONE,
) -> UnitEdition | None:
    """Add a language's text to a frozen unit. None if its newest edition says the same already."""
    release = CourseRelease.objects.select_for_update().get(pk=unit.release_id)
    if language == release.source_language:
        raise EditionRefused(_("The source language is frozen with the release."))
    slim = _slim(unit, text)
    newest = unit.editions.filter(language=language).order_by("-number").first()
    if newest is not None and newest.digest == digest(slim):
        # The same words again: a check given to them stays until somebody takes it back.
        if review_state != ReviewState.NONE:
            _set_review_state(newest, review_state, actor)
        return None
    edition = UnitEdition.objects.create(
        unit=unit,
        language=language,
        number=newest.number + 1 if newest else 1,
        text=slim,
        source_digest=unit.digest,
        digest=digest(slim),
        review_state=review_state,
        joined_by=actor,
    )
    _tell_readers(release.pk)
    record(actor, "edition.joined", "release_unit", unit.pk, language=language, number=edition.number)
    return edition


def join_editions(release: CourseRelease, language: str, *, actor: User | None) -> list[UnitEdition]:
    """Collect the published translations of a release, as far as their source is the frozen one."""
    units = list(release.units.all())
    pages = translated_pages([unit.key for unit in units], language)
    joined = [join_page(unit, pages[unit.key], actor=actor) for unit in units if unit.key in pages]
    return [edition for edition in joined if edition is not None]


def join_for_page(page: TreePage, *, actor: User | None) -> list[UnitEdition]:
    """A translation was published.

    Note its origin, then let it join the newest release it fits and those in use.
    """
    record_provenance(page)
    units = ReleaseUnit.objects.filter(key=page.translation_key).exclude(
        release__source_language=page.locale.language_code
    )
    joined = [join_page(unit, page, actor=actor) for unit in units]
    return [edition for edition in joined if edition is not None]


def join_page(unit: ReleaseUnit, page: TreePage, *, actor: User | None) -> UnitEdition | None:
    """Let a page's fitting pieces join.

    Pieces made from a later source leave those of the newest edition in place.
    """
    language = page.locale.language_code
    newest = unit.editions.filter(language=language).order_by("-number").first()
    kept = {**(pieces(newest.text) if newest else {}), **fitting(unit, page.frozen(), language)}
    if not kept:
        return None
    return join_edition(unit, language, _text(kept), actor=actor, review_state=review_state_of(page))


def fitting(unit: ReleaseUnit, frozen: Mapping[str, Any], language: str) -> dict[str, Piece]:
    """The pieces of a translation made from the source this unit froze; what drifted falls back."""
    rows = {row.block_id: row for row in provenance_of(unit.key, language)}
    texts = pieces(frozen)
    kept: dict[str, Piece] = {}
    for block_id, source in pieces(unit.source).items():
        row, piece = rows.get(block_id), texts.get(block_id)
        if row is None or piece is None or piece["type"] != source["type"]:
            continue
        if drift(source, row.source_digest, row.source_text) <= Drift.COSMETIC:
            kept[block_id] = piece
    return kept


def _text(kept: Mapping[str, Piece]) -> dict[str, Any]:
    text: dict[str, Any] = {name: kept[name]["value"] for name in (TITLE, SUMMARY) if name in kept}
    text["blocks"] = [
        {"id": block_id, **language_only(piece)}
        for block_id, piece in kept.items()
        if block_id not in (TITLE, SUMMARY)
    ]
    return text


def _slim(unit: ReleaseUnit, text: Mapping[str, Any]) -> dict[str, Any]:
    """Only pieces the unit has, in its order; wordless blocks stay with the source."""
    source, given = pieces(unit.source), pieces(text)
    return _text({key: given[key] for key in source if key in given and has_words(given[key])})


def _tell_readers(release_id: int) -> None:
    CourseRelease.objects.filter(pk=release_id).update(editions_version=F("editions_version") + 1)


# --- Review ---------------------------------------------------------------------------------------


def page_digest(page: TreePage) -> str:
    return digest(page.frozen())


def review_state_of(page: TreePage) -> str:
    """The state of the last check, if the text is still the one that was checked."""
    return reviews.state_of(page.translation_key, page.locale.language_code, page_digest(page))


def take_checks_back(key: UUID, language: str, *, actor: User | None) -> None:
    """Every edition of a text counts as unchecked again, so that no older one steps in with the same mistake."""
    editions = UnitEdition.objects.filter(unit__key=key, language=language)
    for edition in editions.exclude(review_state=ReviewState.NONE).select_related("unit"):
        _set_review_state(edition, ReviewState.NONE, actor)


def _set_review_state(edition: UnitEdition, state: str, actor: User | None) -> None:
    if edition.review_state == state:
        return
    edition.review_state = state
    edition.save(update_fields=["review_state"])
    _tell_readers(edition.unit.release_id)
    record(actor, "edition.reviewed", "unit_edition", edition.pk, state=state)


def languages_of(release: CourseRelease) -> set[str]:
    """The source language and every language with an edition."""
    joined: Iterable[str] = (
        UnitEdition.objects.filter(unit__release=release)
        .order_by()
        .values_list("language", flat=True)
        .distinct()
    )
    return {release.source_language, *joined}
