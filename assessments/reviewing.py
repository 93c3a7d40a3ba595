"""The check of a question's translation: the words as last saved, beside the source they translate.

Owns: what is read side by side, who wrote it, the check of one language.
Refuses to know: pages, who may see an unchecked text.

A check counts for the pair of source and translation: when either changes, it counts no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from assessments import interactions, publishing
from assessments.models import Item, ItemText
from curriculum import reviews
from curriculum.errors import ReviewRefused
from curriculum.models import ReviewState, TranslationReview
from languages.registry import COLUMN_LANGUAGES
from people.models import User

Text = dict[str, Any]
# The translated columns (assessments.translation names the same; it may be read only once all models are there).
WORDS: Final = ("stem", "unit", "feedback_correct", "feedback_incorrect")
PART_WORDS: Final = ("text", "match_text", "accepted", "feedback")


@dataclass(frozen=True)
class Translated:
    """One complete language of a question, with its check if it is still that of these words."""

    language: str
    text: Text
    digest: str
    review: TranslationReview | None

    @property
    def state(self) -> ReviewState:
        return ReviewState(self.review.state) if self.review else ReviewState.NONE


def newest_words(item: Item) -> Item:
    """The question as last saved, in use or not."""
    return item.get_latest_revision_as_object() if item.has_unpublished_changes else item


def translations_of(item: Item) -> list[Translated]:
    """Every language but the source that is complete; one query for the checks."""
    words = newest_words(item)
    interaction = interactions.get(words.interaction)
    source = interaction.text_from(words, words.source_language)
    given = reviews.reviews_of([item.uuid], COLUMN_LANGUAGES)
    found = []
    for language in COLUMN_LANGUAGES:
        text = interaction.text_from(words, language)
        if language == words.source_language or not publishing.is_complete(text, source):
            continue
        digest = publishing.pair_digest(source, text)
        review = given.get((item.uuid, language))
        found.append(
            Translated(language, text, digest, review if review and review.text_digest == digest else None)
        )
    return found


def unchecked_languages(item: Item) -> list[str]:
    return [found.language for found in translations_of(item) if found.state == ReviewState.NONE]


def writers_of(item: Item, language: str) -> set[int]:
    """Who changed the words of a language in any saved revision."""
    found: set[int] = set()
    before: Any = None
    for user_id, content in item.revisions.order_by("created_at", "pk").values_list("user_id", "content"):
        words = _words(content, language)
        if user_id and words != before and any(words):
            found.add(user_id)
        before = words
    return found


def _words(content: Mapping[str, Any], language: str) -> list[Any]:
    columns = [build_localized_fieldname(name, language) for name in WORDS]
    of_parts = [build_localized_fieldname(name, language) for name in PART_WORDS]
    parts = sorted(content.get("parts") or [], key=lambda part: str(part.get("identifier")))
    return [
        *(content.get(name) or "" for name in columns),
        *(part.get(name) or "" for part in parts for name in of_parts),
    ]


@transaction.atomic
def review_text(item: Item, language: str, state: str, *, actor: User, seen: str = "") -> TranslationReview:
    """Somebody read a question in a language and stands for it; its published texts show the new state.

    ``seen`` is the digest of the words that were read: if they changed meanwhile they are read again.
    """
    item = Item.objects.select_for_update().get(pk=item.pk)
    found = next((found for found in translations_of(item) if found.language == language), None)
    if found is None:
        raise ReviewRefused(_("The question is not complete in this language."))
    if seen and seen != found.digest:
        raise ReviewRefused(_("The translation was changed while you read it. Please read it again."))
    review = reviews.give_check(
        item.uuid,
        language,
        found.digest,
        state,
        area=item.subject_area,
        writers=writers_of(item, language),
        actor=actor,
    )
    show_state(item, language, found.digest, state)
    return review


def show_state(item: Item, language: str, digest: str, state: str) -> None:
    """Published texts follow their check. Taken back, it is taken back from every version's text."""
    for row in ItemText.objects.filter(version__item=item, language=language).select_related("version"):
        if state == ReviewState.NONE or publishing.pair_digest(_source_of(row), row.text) == digest:
            row.review_state = state
            row.save(update_fields=["review_state"])


def _source_of(row: ItemText) -> Text:
    source = row.version.texts.filter(language=row.version.source_language).order_by("-edition").first()
    return source.text if source else {}
