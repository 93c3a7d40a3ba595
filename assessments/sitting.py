"""What a learner sees of an attempt: one question, the overview, the result. Reads; changes nothing.

Refuses to know: how answers are saved, where an attempt belongs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from assessments import grading, interactions, scoring
from assessments.answers import seconds_left
from assessments.interactions import Interaction
from assessments.models import Attempt, AttemptItem
from assessments.texts import ShownText, chain_for, texts_for
from languages.registry import NAMES, direction, html_tag


@dataclass(frozen=True)
class Worded:
    """A drawn question in the language it is shown in."""

    item: AttemptItem
    shown: ShownText
    page_language: str

    @property
    def interaction(self) -> Interaction:
        return interactions.get(self.item.version.interaction)

    @property
    def definition(self) -> dict[str, Any]:
        return self.item.version.definition

    @property
    def text(self) -> dict[str, Any]:
        return self.shown.text

    @property
    def response(self) -> Any:
        return self.item.current.response if self.item.current else None

    @property
    def title(self) -> str:
        return self.interaction.title(self.text)

    @property
    def is_foreign(self) -> bool:
        """Shown in another language than the page."""
        return self.shown.language != self.page_language

    @property
    def lang(self) -> str:
        return html_tag(self.shown.language)

    @property
    def dir(self) -> str:
        return direction(self.shown.language)

    @property
    def language_name(self) -> str:
        return NAMES[self.shown.language]

    @property
    def is_answered(self) -> bool:
        return self.response is not None

    @property
    def is_partly_answered(self) -> bool:
        return self.is_answered and not self.interaction.is_complete(self.response, self.definition)


@dataclass(frozen=True)
class Cell:
    """One field of the question grid."""

    number: int
    url: str
    is_answered: bool
    is_flagged: bool
    is_current: bool


def title_of(attempt: Attempt, chain: Sequence[str]) -> str:
    titles: dict[str, str] = attempt.delivery.version.plan["title"]
    return next((titles[code] for code in chain if code in titles), next(iter(titles.values()), ""))


def chain_of(attempt: Attempt) -> tuple[str, ...]:
    return chain_for(get_language() or "en", attempt.person)


def cells(attempt: Attempt, current: int | None = None) -> list[Cell]:
    """All questions with their state; one query."""
    is_answered = Case(
        When(current__response__isnull=False, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = attempt.items.order_by("position").values_list("position", "is_flagged", is_answered)
    return [
        Cell(
            number=position,
            url=reverse("attempt_question", args=[attempt.uuid, position]),
            is_answered=bool(answered),
            is_flagged=is_flagged,
            is_current=position == current,
        )
        for position, is_flagged, answered in rows
    ]


def worded(attempt: Attempt, position: int) -> Worded | None:
    """One question of the attempt; two queries."""
    item = attempt.items.select_related("version", "current").filter(position=position).first()
    if item is None:
        return None
    shown = texts_for([item.version_id], chain_of(attempt))[item.version_id]
    return Worded(item, shown, get_language() or "")


def all_worded(attempt: Attempt) -> list[Worded]:
    items = grading.items_of(attempt)
    texts = texts_for({item.version_id for item in items}, chain_of(attempt))
    return [Worded(item, texts[item.version_id], get_language() or "") for item in items]


def form_of(question: Worded, response: Any) -> dict[str, Any]:
    return question.interaction.form(question.definition, question.text, question.item.part_order, response)


# --- Before ---------------------------------------------------------------------------------------
def minutes_left(attempt: Attempt, now: datetime) -> int | None:
    seconds = seconds_left(attempt, now)
    return None if seconds is None else -(-seconds // 60)


# --- After ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Judged:
    """One question with what it earned; right answer and reasons only when they may be seen."""

    question: Worded
    points: Decimal
    key: dict[str, Any]
    shows_answer: bool

    @property
    def number(self) -> int:
        return self.question.item.position

    @property
    def max_points(self) -> Decimal:
        return self.question.item.version.points

    @property
    def is_right(self) -> bool:
        return self.points >= self.max_points

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.points < self.max_points

    @cached_property
    def given(self) -> str:
        question = self.question
        return question.interaction.statement(question.response, question.definition, question.text)

    @cached_property
    def right(self) -> str:
        question = self.question
        response = question.interaction.correct_response(
            question.definition, self.key, question.shown.language
        )
        return question.interaction.statement(response, question.definition, question.text)

    @property
    def why(self) -> str:
        return self.question.text["feedback_correct" if self.is_right else "feedback_incorrect"]

    @cached_property
    def remarks(self) -> list[str]:
        return self.question.interaction.remarks(self.question.response, self.question.text)


def judged(attempt: Attempt) -> list[Judged]:
    """Every question with its newest line of the ledger; nothing that helps while answers may still come."""
    questions = all_worded(attempt)
    points = grading.standing_points(attempt)
    keys = grading.newest_keys({question.item.version_id for question in questions})
    return [
        Judged(
            question=question,
            points=points.get(question.item.pk, Decimal(0)),
            key=keys[question.item.version_id].key,
            shows_answer=attempt.shows_answers and attempt.is_final,
        )
        for question in questions
    ]


def needed_points(attempt: Attempt) -> Decimal:
    return scoring.needed(attempt.max_score, attempt.pass_percent)
