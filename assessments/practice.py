"""Questions inside lessons: asked, scored at once, recorded nowhere.

Whoever was served a question got a signed ticket with it, so the door needs no permission of its own: only
what a lesson showed can be checked, and the way back cannot be bent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments import drawing, grading, interactions, scoring
from assessments.models import ItemVersion, KeyRevision
from assessments.texts import ShownText, texts_for
from languages.registry import NAMES, direction, html_tag

SALT = "assessments.practice"


@dataclass(frozen=True)
class PracticeQuestion:
    """A published question in the best language of a chain."""

    version: ItemVersion
    shown: ShownText

    @property
    def form(self) -> dict[str, Any]:
        return self.form_with(None)

    def form_with(self, response: Any) -> dict[str, Any]:
        interaction = interactions.get(self.version.interaction)
        # One order for everybody: a lesson looks the same each time, and can be kept on a phone.
        order = drawing.mix(interaction.orderings(self.version.definition), self.version.uuid.int % 2**31, 1)
        return interaction.form(self.version.definition, self.shown.text, order, response)

    @property
    def template(self) -> str:
        return interactions.get(self.version.interaction).template

    @property
    def title(self) -> str:
        return interactions.get(self.version.interaction).title(self.shown.text)

    @property
    def asks_in_form(self) -> bool:
        return interactions.get(self.version.interaction).asks_in_form

    @property
    def hint(self) -> Any:
        return interactions.get(self.version.interaction).hint_for(self.version.definition)

    @property
    def lang(self) -> str:
        return html_tag(self.shown.language)

    @property
    def dir(self) -> str:
        return direction(self.shown.language)

    @property
    def language_name(self) -> str:
        return NAMES[self.shown.language]


@dataclass(frozen=True)
class Checked:
    """What an answer to a practice question is worth, with all that explains it."""

    is_right: bool
    is_partly_right: bool
    given: str
    right: str
    why: str
    remarks: list[str]


def practice_texts(version_uuids: Iterable[UUID | str], chain: Sequence[str]) -> dict[UUID, PracticeQuestion]:
    """Questions by version uuid; two queries for any number."""
    versions = list(ItemVersion.objects.filter(uuid__in=list(version_uuids)))
    texts = texts_for(versions, chain)
    return {
        version.uuid: PracticeQuestion(version, texts[version.pk])
        for version in versions
        if version.pk in texts
    }


def ticket(version: ItemVersion, back: str) -> str:
    return signing.dumps({"version": str(version.uuid), "back": back}, salt=SALT, compress=True)


def read_ticket(value: str) -> tuple[UUID, str]:
    """Raises signing.BadSignature."""
    content = signing.loads(value, salt=SALT)
    return UUID(content["version"]), content["back"]


def question_html(question: PracticeQuestion, *, back: str, request: HttpRequest | None = None) -> SafeString:
    """The question as it stands in a lesson; ``back`` is the lesson's address."""
    context = {"question": question, "ticket": ticket(question.version, back), "form": question.form}
    return render_to_string("assessments/practice.html", context, request=request)


def check(question: PracticeQuestion, response: Any) -> Checked:
    """Raises AnswerRefused."""
    version, text = question.version, question.shown.text
    interaction = interactions.get(version.interaction)
    response = interaction.validate_response(response, version.definition)
    key: KeyRevision = grading.newest_keys([version.pk])[version.pk]
    share = interaction.score(response, version.definition, key.key)
    right = interaction.correct_response(version.definition, key.key, question.shown.language)
    return Checked(
        is_right=share == scoring.EVERYTHING,
        is_partly_right=0 < share < 1,
        given=interaction.statement(response, version.definition, text),
        right=interaction.statement(right, version.definition, text),
        why=text["feedback_correct" if share == scoring.EVERYTHING else "feedback_incorrect"],
        remarks=interaction.remarks(response, text),
    )
