"""The check of a translated lesson, module or quiz page: the text as its editor last saved it.

Owns: what is read side by side, who wrote it, the check of a page.
Refuses to know: questions, who may see an unchecked text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, Translation

from curriculum import editions, reviews
from curriculum.errors import ReviewRefused
from curriculum.models import ReleaseUnit, ReviewState, TranslationReview, subject_area_of
from curriculum.outline import TreePage
from curriculum.pieces import Piece, has_words, pieces
from people.models import User


@dataclass(frozen=True)
class Pair:
    """A piece of the source and what the translation says, either may be missing."""

    block_id: str
    source: Piece | None
    text: Piece | None
    is_old: bool


def newest_text(page: TreePage) -> TreePage:
    """The page as last saved, published or not."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


def side_by_side(source: Mapping[str, Any], page: TreePage) -> list[Pair]:
    """Every piece that has words, in the order of the source."""
    ours, theirs = pieces(newest_text(page).frozen()), pieces(source)
    language = page.locale.language_code
    old = {piece.block_id for piece in editions.old_pieces(source, page.translation_key, language)}
    return [
        Pair(block_id, piece, ours.get(block_id), block_id in old)
        for block_id, piece in theirs.items()
        if has_words(piece)
    ]


def writers_of(page: TreePage) -> set[int]:
    """Everybody whose words stand in a translation: translators of its strings, editors of its pages."""
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    ).first()
    strings = StringTranslation.objects.filter(
        context__object_id=page.translation_key,
        locale_id=page.locale_id,
        last_translated_by__isnull=False,
    )
    found = set(strings.order_by().values_list("last_translated_by_id", flat=True))
    if translation is None or not translation.enabled:
        found |= _editors_of(page)
    return found


def _editors_of(page: TreePage) -> set[int]:
    """Who saved a text other than the one before; publishing or approving writes nothing."""
    found: set[int] = set()
    before = None
    for revision in page.revisions.order_by("created_at", "pk"):
        text = editions.page_digest(revision.as_object())
        if text != before and revision.user_id:
            found.add(revision.user_id)
        before = text
    return found


def checked_states(
    translated: Mapping[str, Mapping[UUID, TreePage]],
) -> dict[tuple[UUID, str], ReviewState]:
    """The standing checks of pages given by language and key; a text never checked costs no reading."""
    given = reviews.reviews_of({key for pages in translated.values() for key in pages}, translated)
    return {
        (key, language): ReviewState(review.state)
        for language, pages in translated.items()
        for key, page in pages.items()
        if (review := given.get((key, language)))
        and review.state != ReviewState.NONE
        and review.text_digest == editions.page_digest(page)
    }


@transaction.atomic
def review_translation(page: TreePage, state: str, *, actor: User, seen: str = "") -> TranslationReview:
    """Somebody read a translated page and stands for it; its editions show the new state.

    ``seen`` is the digest of the text that was read: one changed meanwhile is read again.
    """
    if editions.source_of(page) is None:
        raise ReviewRefused(
            _("The source language needs no such check: a reviewer approves and releases it.")
        )
    text = newest_text(page)
    if seen and seen != editions.page_digest(text):
        raise ReviewRefused(_("The translation was changed while you read it. Please read it again."))
    review = reviews.give_check(
        page.translation_key,
        page.locale.language_code,
        editions.page_digest(text),
        state,
        area=subject_area_of(page),
        writers=writers_of(page),
        actor=actor,
    )
    if state == ReviewState.NONE:
        editions.take_checks_back(page.translation_key, page.locale.language_code, actor=actor)
    join_again(page, actor=actor)
    return review


def join_again(page: TreePage, *, actor: User | None) -> None:
    """Let the editions of a published page show the state of its check."""
    if page.live:
        for unit in ReleaseUnit.objects.filter(key=page.translation_key):
            editions.join_page(unit, type(page).objects.get(pk=page.pk), actor=actor)
