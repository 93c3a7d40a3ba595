"""A question as its author wrote it, as learners will see it: asked, answered right, answered wrong."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from assessments import interactions, publishing, scoring
from assessments.models import Item
from languages.registry import NAMES, direction, html_tag


@dataclass(frozen=True)
class Preview:
    """One language of the working copy."""

    language_name: str
    lang: str
    dir: str
    template: str
    form: dict[str, Any]
    title: str
    hint: Any
    given: str
    is_right: bool
    right: str
    why: str
    remarks: list[str]


def previews(item: Item, mode: str) -> list[Preview]:
    """The source, and every language that is complete; empty while the question cannot be asked."""
    if publishing.problems_of(item):
        return []
    interaction = interactions.get(item.interaction)
    source = interaction.text_from(item, item.source_language)
    codes = [item.source_language, *(code for code, __ in settings.LANGUAGES if code != item.source_language)]
    texts = ((code, interaction.text_from(item, code)) for code in codes)
    return [_preview(item, code, text, mode) for code, text in texts if publishing.is_complete(text, source)]


def _preview(item: Item, language: str, text: dict[str, Any], mode: str) -> Preview:
    interaction = interactions.get(item.interaction)
    definition, key = interaction.definition_from(item), interaction.key_from(item)
    right = interaction.correct_response(definition, key, language)
    response = right if mode == "right" else _wrong(interaction, definition, key) if mode == "wrong" else None
    is_right = response is not None and interaction.score(response, definition, key) == scoring.EVERYTHING
    return Preview(
        language_name=NAMES[language],
        lang=html_tag(language),
        dir=direction(language),
        template=interaction.template,
        form=interaction.form(definition, text, {}, response),
        title=interaction.title(text),
        hint=interaction.hint_for(definition),
        given=interaction.statement(response, definition, text),
        is_right=is_right,
        right=interaction.statement(right, definition, text),
        why=text["feedback_correct" if is_right else "feedback_incorrect"],
        remarks=interaction.remarks(response, text),
    )


def _wrong(interaction: interactions.Interaction, definition: dict[str, Any], key: dict[str, Any]) -> Any:
    """Some answer that is not right: one other option where there are options, else none at all."""
    for choice in definition.get("choices", ()):
        if interaction.score([choice], definition, key) < 1:
            return [choice]
    return None
