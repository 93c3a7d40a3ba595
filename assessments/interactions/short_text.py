"""A word or short phrase, compared with a list of accepted answers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.interactions.base import (
    FIELD,
    Interaction,
    Json,
    accepted_by_language,
    accepted_extends,
    all_accepted,
    checked_text,
    parts_of,
    shown_accepted,
)
from languages.registry import COLUMN_LANGUAGES

if TYPE_CHECKING:
    from assessments.models import Item

LIMIT = 200


class ShortText(Interaction):
    name = "short_text"
    label = _("Short text")
    export_name = "textEntryInteraction"
    hint = _("Write a word or a short phrase.")

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {}

    def key_from(self, item: "Item") -> dict[str, Json]:
        parts = parts_of(item)
        return {"accepted": accepted_by_language(parts[0], COLUMN_LANGUAGES) if parts else {}}

    def problems(self, item: "Item") -> list[str | Promise]:
        if len(parts_of(item)) != 1:
            return [_("Give exactly one part with the accepted answers.")]
        accepted = self.key_from(item)["accepted"]
        if not accepted.get("*") and not accepted.get(item.source_language):
            return [_("Give at least one accepted answer.")]
        return []

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        if definition:
            raise ValueError("short_text has no structure")

    def extends(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
        return accepted_extends(old["accepted"], new["accepted"])

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        return {"value": response or "", "unit": "", "limit": LIMIT, "inputmode": "text"}

    @property
    def template(self) -> str:
        return "assessments/interactions/text_entry.html"

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        return data.get(FIELD, "").strip() or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        return None if response is None else checked_text(response, LIMIT)

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        return scoring.whole(bool(response) and scoring.is_accepted(response, all_accepted(key["accepted"])))

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return shown_accepted(key["accepted"], language)

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        return response or ""
