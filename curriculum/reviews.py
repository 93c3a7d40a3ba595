"""Checks of translations: who may give one, who may not because they wrote it, and what has been checked.

Owns: the check of a text under a key and a language. Refuses to know: whether the text is a page or a question.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.errors import ReviewRefused
from curriculum.models import ReviewState, SubjectArea, SubjectRole, SubjectRoleKind, TranslationReview
from people.audit import record
from people.models import User
from people.roles import is_administrator

# What each role can stand for; taking a check back is open to whoever may give one.
_GIVES = {
    SubjectRoleKind.REVIEWER: (ReviewState.NATIVE, ReviewState.SUBJECT),
    SubjectRoleKind.TRANSLATOR: (ReviewState.NATIVE,),
}


def checks_open_to(user: User, area: SubjectArea | None, language: str) -> list[ReviewState]:
    """The checks this person may give: reviewers every one, translators that of their language."""
    if is_administrator(user):
        return [ReviewState.NATIVE, ReviewState.SUBJECT]
    found = {
        state
        for role, states in _GIVES.items()
        if SubjectRole.objects.held_by(user, role, area).filter(language__in=["", language]).exists()
        for state in states
    }
    return [state for state in ReviewState if state in found]


@transaction.atomic
def give_check(
    key: UUID,
    language: str,
    text_digest: str,
    state: str,
    *,
    area: SubjectArea | None,
    writers: Collection[int],
    actor: User,
) -> TranslationReview:
    """Somebody who did not write it stands for a translation, or takes the check back (``none``)."""
    given = checks_open_to(actor, area, language)
    if not given or (state != ReviewState.NONE and state not in given):
        raise ReviewRefused(_("You cannot give this check in this subject area and language."))
    if state != ReviewState.NONE and actor.pk in writers:
        raise ReviewRefused(
            _("You wrote or changed this translation. Somebody else must check it; you may ask for it.")
        )
    review, _created = TranslationReview.objects.update_or_create(
        key=key, language=language, defaults={"text_digest": text_digest, "state": state, "person": actor}
    )
    record(actor, "translation.reviewed", "translation", key, language=language, state=state)
    return review


@transaction.atomic
def bring_check(
    key: UUID, language: str, text_digest: str, state: str, *, actor: User | None
) -> TranslationReview | None:
    """A check that came with a course package. One given here for the same text stays."""
    if state_of(key, language, text_digest) != ReviewState.NONE:
        return None
    review, _created = TranslationReview.objects.update_or_create(
        key=key, language=language, defaults={"text_digest": text_digest, "state": state, "person": None}
    )
    record(actor, "translation.review_imported", "translation", key, language=language, state=state)
    return review


def state_of(key: UUID, language: str, text_digest: str) -> ReviewState:
    """The state of the last check, if the text is still the one that was checked."""
    review = TranslationReview.objects.filter(key=key, language=language, text_digest=text_digest).first()
    return ReviewState(review.state) if review else ReviewState.NONE


def reviews_of(keys: Iterable[UUID], languages: Iterable[str]) -> dict[tuple[UUID, str], TranslationReview]:
    """The last checks by key and language: one query. Whether a text is still the one checked is asked apart."""
    rows = TranslationReview.objects.filter(key__in=list(keys), language__in=list(languages))
    return {(row.key, row.language): row for row in rows.select_related("person")}
