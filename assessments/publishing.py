"""Item → version → edition; assessment → pinned version. What is published never changes.

A changed question or key becomes a new version; a new or better translation joins the version as an edition;
a translation made from figures that have changed since stays out until somebody confirmed it. Whether a text that
nobody has checked is shown is the gate's business (``assessments.texts``).
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from assessments import interactions
from assessments.errors import PublishingRefused
from assessments.interactions import Interaction
from assessments.models import (
    Assessment,
    AssessmentVersion,
    Item,
    ItemText,
    ItemVersion,
    KeyRevision,
)
from curriculum import reviews
from curriculum.models import ReviewState
from languages import drift
from languages.registry import COLUMN_LANGUAGES
from people import audit
from people.models import User


# --- Items ----------------------------------------------------------------------------------------
def problems_of(item: Item) -> list[str]:
    """Why this item cannot be asked, in sentences for its author."""
    interaction = interactions.get(item.interaction)
    text = interaction.text_from(item, item.source_language)
    found = [str(problem) for problem in interaction.problems(item)]
    return found if text["stem"] else [gettext("Write the question."), *found]


@transaction.atomic
def put_into_use(item: Item, *, actor: User, seen: int) -> Item:
    """Make the draft what the question says, for releases made from now on. Raises PublishingRefused.

    ``seen`` is the revision that was read; none of what is new in it may be by the one who decides.
    """
    item = Item.objects.select_for_update().get(pk=item.pk)
    draft = item.latest_revision
    if draft is None or not item.has_unpublished_changes:
        raise PublishingRefused(_("This question has no draft. What it says is in use."))
    if draft.pk != seen:
        raise PublishingRefused(_("The draft was changed while you read it. Please read it again."))
    if actor.pk in writers_of_draft(item):
        raise PublishingRefused(_("You wrote part of this draft. Another reviewer has to put it into use."))
    if problems := problems_of(draft.as_object()):
        raise PublishingRefused(" ".join([f"{item.code}:", *problems]))
    draft.publish(user=actor)
    audit.record(actor, "item.published", "item", item.pk, revision=draft.pk)
    item.refresh_from_db()
    return item


def writers_of_draft(item: Item) -> set[int]:
    """Who saved anything since the question was last put into use."""
    since = item.revisions.all()
    if item.live_revision_id:
        since = since.filter(pk__gt=item.live_revision_id)
    return {user_id for user_id in since.values_list("user_id", flat=True) if user_id}


@transaction.atomic
def publish_item(item: Item, *, actor: User | None, confirmed: Collection[str] = ()) -> ItemVersion:
    """The version that says what the item says now; the same one back when nothing but translations changed.

    ``confirmed`` names languages a reviewer has read against the changed source and found still right.
    """
    item = Item.objects.select_for_update().get(pk=item.pk)
    interaction = interactions.get(item.interaction)
    if problems := problems_of(item):
        raise PublishingRefused(" ".join([f"{item.code}:", *problems]))
    definition, key = interaction.definition_from(item), interaction.key_from(item)
    source = interaction.text_from(item, item.source_language)
    digest = drift.digest({"interaction": item.interaction, "definition": definition, "source": source})
    newest = item.versions.order_by("-number").first()
    if newest and _continues(newest, item, interaction, digest, key, actor):
        _join_texts(item, interaction, newest, source, previous=None, confirmed=confirmed)
        return newest
    version = _new_version(
        item, definition, key, digest, number=newest.number + 1 if newest else 1, actor=actor
    )
    _join_texts(item, interaction, version, source, previous=newest, confirmed=confirmed)
    return version


def _continues(
    version: ItemVersion,
    item: Item,
    interaction: Interaction,
    digest: str,
    key: dict[str, Any],
    actor: User | None,
) -> bool:
    """Whether the newest version still says the same; accepted answers of a new language extend its key."""
    if version.digest != digest or version.points != item.points:
        return False
    current = version.keys.order_by("-number").first()
    if current is None:
        return False
    if current.key != key:
        if not interaction.extends(current.key, key):
            return False
        KeyRevision.objects.create(
            version=version, number=current.number + 1, key=key, is_extension=True, proposed_by=actor
        )
    return True


def _new_version(
    item: Item,
    definition: dict[str, Any],
    key: dict[str, Any],
    digest: str,
    *,
    number: int,
    actor: User | None,
) -> ItemVersion:
    interactions.get(item.interaction).validate_definition(definition)
    version = ItemVersion.objects.create(
        item=item,
        number=number,
        interaction=item.interaction,
        definition=definition,
        points=item.points,
        outcome_code=item.outcome.code if item.outcome else "",
        source_language=item.source_language,
        digest=digest,
        published_by=actor,
    )
    KeyRevision.objects.create(version=version, number=1, key=key, proposed_by=actor)
    return version


def _join_texts(
    item: Item,
    interaction: Interaction,
    version: ItemVersion,
    source: dict[str, Any],
    *,
    previous: ItemVersion | None,
    confirmed: Collection[str],
) -> None:
    newest = _newest_texts(version)
    stale = _stale_texts(previous, version, source) if previous else {}
    given = reviews.reviews_of([item.uuid], COLUMN_LANGUAGES)
    joining = []
    for language in COLUMN_LANGUAGES:
        text = interaction.text_from(item, language)
        if not is_complete(text, source) or interaction.text_problems(version.definition, text):
            continue
        review = given.get((item.uuid, language))
        is_checked = review is not None and review.text_digest == pair_digest(source, text)
        state = review.state if review and is_checked else ReviewState.NONE
        if state == ReviewState.NONE and language not in confirmed and stale.get(language) == text:
            continue
        current = newest.get(language)
        if current is None or current.text != text:
            joining.append(
                ItemText(
                    version=version,
                    language=language,
                    edition=current.edition + 1 if current else 1,
                    text=text,
                    source_digest=version.digest,
                    review_state=state,
                )
            )
        elif state not in {ReviewState.NONE, current.review_state}:
            current.review_state = state
            current.save(update_fields=["review_state"])
    ItemText.objects.bulk_create(joining)


def pair_digest(source: dict[str, Any], text: dict[str, Any]) -> str:
    """What a check of a translation is bound to: these words for those."""
    return drift.digest({"source": source, "text": text})


def _newest_texts(version: ItemVersion) -> dict[str, ItemText]:
    return {text.language: text for text in version.texts.order_by("edition")}


def _stale_texts(
    previous: ItemVersion, version: ItemVersion, source: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Translations of the previous version that a dangerous change of the source has overtaken."""
    texts = {language: text.text for language, text in _newest_texts(previous).items()}
    before = texts.pop(version.source_language, None)
    if before is None or before == source:
        return {}
    key_changed = previous.keys.latest("number").key != version.keys.latest("number").key
    worst = drift.compare(_prose(before), _prose(source), is_critical=key_changed)
    return texts if worst == drift.Drift.CRITICAL else {}


def _prose(text: dict[str, Any]) -> str:
    """All words a learner reads, one after the other."""
    parts = [value for __, fields in sorted(text["parts"].items()) for value in fields.values()]
    return "\n".join(
        [text["stem"], text["unit"], text["feedback_correct"], text["feedback_incorrect"], *parts]
    )


def is_complete(text: dict[str, Any], source: dict[str, Any]) -> bool:
    """Whether a language has every text of the source: a question half in another language is none."""
    if any(source[field] and not text[field] for field in source if field != "parts"):
        return False
    return all(
        text["parts"].get(part, {}).get(field)
        for part, fields in source["parts"].items()
        for field, value in fields.items()
        if value
    )


# --- Assessments ----------------------------------------------------------------------------------
def _in_all_languages(record: object, field: str) -> dict[str, str]:
    columns = {
        language: getattr(record, build_localized_fieldname(field, language)) for language in COLUMN_LANGUAGES
    }
    return {language: text for language, text in columns.items() if text}


@transaction.atomic
def pin_assessment(assessment: Assessment, *, actor: User | None) -> AssessmentVersion:
    """The version with what the quiz and its questions say now; the same one back if that is pinned."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    versions: list[ItemVersion] = []
    sections = []
    for section in assessment.sections.prefetch_related("entries__item__outcome"):
        published = [publish_item(entry.item, actor=actor) for entry in section.entries.all()]
        versions += published
        sections.append(
            {
                "title": _in_all_languages(section, "title"),
                "draw": section.draw,
                "items": [str(version.uuid) for version in published],
            }
        )
    if not versions:
        raise PublishingRefused(_("Add questions before the quiz is published."))
    plan = {
        "title": _in_all_languages(assessment, "title"),
        "pass_percent": assessment.pass_percent,
        "max_attempts": assessment.max_attempts,
        "wait_hours": assessment.wait_hours,
        "minutes": assessment.minutes,
        "shows_answers": assessment.shows_answers,
        "sections": sections,
    }
    digest = drift.digest(plan)
    if pinned := assessment.versions.filter(digest=digest).order_by("-number").first():
        return pinned
    number = (assessment.versions.aggregate(Max("number"))["number__max"] or 0) + 1
    version = AssessmentVersion.objects.create(assessment=assessment, number=number, plan=plan, digest=digest)
    version.item_versions.set(versions)
    return version
