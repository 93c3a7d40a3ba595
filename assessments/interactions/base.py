"""The contract of a question type. The engine calls it and knows no type by name.

Three frozen parts, all JSON: the *definition* (structure, language-neutral, never sent whole to a learner),
the *key* (what is right), and a *text* for each language. A *response* is JSON too; ``None`` means no answer.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from assessments.errors import AnswerRefused

if TYPE_CHECKING:
    from assessments.models import Item, ItemPart

Json = Any
FIELD = "response"


def localized(record: object, field: str, language: str) -> str:
    """The column of one language, without fallback."""
    return (getattr(record, build_localized_fieldname(field, language), None) or "").strip()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def parts_of(item: "Item") -> list["ItemPart"]:
    return list(item.parts.all())


def neutral_names(item: "Item", identifiers: Sequence[str], prefix: str) -> dict[str, str]:
    """Names that stay the same and betray neither the author's order nor which belongs to which."""

    def rank(identifier: str) -> str:
        return hashlib.sha256(f"{item.uuid}/{prefix}/{identifier}".encode()).hexdigest()

    return {name: f"{prefix}{place}" for place, name in enumerate(sorted(identifiers, key=rank), start=1)}


class Interaction(ABC):
    name: ClassVar[str]
    label: ClassVar[str | Promise]
    export_name: ClassVar[str]  # QTI 3
    hint: ClassVar[str | Promise] = ""
    # The form shows the question's text itself (gaps stand in it); the heading is the hint then.
    asks_in_form: ClassVar[bool] = False

    @property
    def template(self) -> str:
        """The form of the question; works without script and by keyboard."""
        return f"assessments/interactions/{self.name}.html"

    # --- From the author's item -------------------------------------------------------------------
    @abstractmethod
    def definition_from(self, item: "Item") -> dict[str, Json]: ...

    @abstractmethod
    def key_from(self, item: "Item") -> dict[str, Json]: ...

    def part_texts(self, item: "Item", language: str) -> dict[str, dict[str, str]]:
        """Texts of the parts under the ids of the definition; types without parts have none."""
        return {}

    def text_from(self, item: "Item", language: str) -> dict[str, Json]:
        fields = ("stem", "unit", "feedback_correct", "feedback_incorrect")
        return {
            **{field: localized(item, field, language) for field in fields},
            "parts": self.part_texts(item, language),
        }

    def problems(self, item: "Item") -> list[str | Promise]:
        """What keeps an item from being asked, in sentences for its author."""
        return []

    def text_problems(self, definition: Mapping[str, Json], text: Mapping[str, Json]) -> list[str | Promise]:
        """What keeps a translation from being shown although every text is there."""
        return []

    @abstractmethod
    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        """Raises ValueError for a definition this type could not have written."""

    def extends(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
        """Whether the new key only adds accepted answers in languages that had none."""
        return False

    # --- Asked ------------------------------------------------------------------------------------
    def orderings(self, definition: Mapping[str, Json]) -> dict[str, list[str]]:
        """Lists each learner sees in an order of their own."""
        return {}

    @abstractmethod
    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        """What the template needs; it reads neither definition nor key."""

    def title(self, text: Mapping[str, Json]) -> str:
        """The question as one plain text, for lists and results."""
        return str(text["stem"])

    def hint_for(self, definition: Mapping[str, Json]) -> str | Promise:
        return self.hint

    # --- Answered ---------------------------------------------------------------------------------
    @abstractmethod
    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        """The response in a posted form, ``None`` if nothing was entered; not yet validated."""

    @abstractmethod
    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        """The response in its one stored shape, from that or from what a form holds. Raises AnswerRefused."""

    def is_complete(self, response: Json, definition: Mapping[str, Json]) -> bool:
        return response is not None

    @abstractmethod
    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        """The share of the points, 0 to 1. An answer counts in whatever language it was given."""

    @abstractmethod
    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json: ...

    @abstractmethod
    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        """The response in words, one line for each part."""

    def remarks(self, response: Json, text: Mapping[str, Json]) -> list[str]:
        """Feedback that belongs to what was chosen, beside the feedback of the whole question."""
        return []


# --- Shapes several types share -------------------------------------------------------------------
def refuse_shape() -> AnswerRefused:
    return AnswerRefused(_("This answer does not fit the question. Open the question again and answer it."))


def checked_text(value: Json, limit: int) -> str | None:
    """A text as it was written, stripped; ``None`` when nothing is left."""
    if not isinstance(value, str) or "\x00" in value:
        raise refuse_shape()
    value = value.strip()
    if len(value) > limit:
        raise AnswerRefused(_("This answer is too long. Shorten it and save again."))
    return value or None


def checked_mapping(value: Json, keys: Sequence[str]) -> dict[str, Json]:
    """A value for some of the keys; what a form left empty is dropped."""
    if not isinstance(value, dict) or not set(value) <= set(keys):
        raise refuse_shape()
    return {key: entry for key, entry in value.items() if entry not in ("", None)}


def all_accepted(accepted: Mapping[str, Sequence[str]]) -> list[str]:
    return [answer for answers in accepted.values() for answer in answers]


def shown_accepted(accepted: Mapping[str, Sequence[str]], language: str) -> str:
    """The model answer: the first of the language, else one accepted everywhere, else the first there is."""
    answers = accepted.get(language) or accepted.get("*") or next(iter(accepted.values()), [])
    return answers[0] if answers else ""


def accepted_by_language(part: "ItemPart", languages: Sequence[str]) -> dict[str, list[str]]:
    found = {"*": lines(part.accepted_anywhere)}
    found |= {language: lines(localized(part, "accepted", language)) for language in languages}
    return {language: answers for language, answers in found.items() if answers}


def accepted_extends(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> bool:
    return all(new.get(language) == answers for language, answers in old.items()) and "*" not in set(
        new
    ) - set(old)
