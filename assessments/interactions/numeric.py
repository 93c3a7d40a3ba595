"""A number, written as the reader writes numbers, with a tolerance."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.errors import AnswerRefused
from assessments.interactions.base import FIELD, Interaction, Json, checked_text, localized

if TYPE_CHECKING:
    from assessments.models import Item

LIMIT = 40


def digits(number: Decimal) -> str:
    """A decimal without the zeros its column adds."""
    return format(number.normalize(), "f")


class Numeric(Interaction):
    name = "numeric"
    label = _("Number")
    export_name = "textEntryInteraction"
    hint = _("Write a number.")

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {"has_unit": bool(localized(item, "unit", item.source_language))}

    def key_from(self, item: "Item") -> dict[str, Json]:
        return {
            "value": digits(Decimal(item.number_value or 0)),
            "tolerance": digits(Decimal(item.number_tolerance or 0)),
        }

    def problems(self, item: "Item") -> list[str | Promise]:
        return [_("Give the right number.")] if item.number_value is None else []

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        if set(definition) != {"has_unit"}:
            raise ValueError("has_unit")

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        return {"value": response or "", "unit": text["unit"], "limit": LIMIT, "inputmode": "decimal"}

    @property
    def template(self) -> str:
        return "assessments/interactions/text_entry.html"

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        return data.get(FIELD, "").strip() or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if type(response) in {int, float}:
            response = str(response)
        text = None if response is None else checked_text(response, LIMIT)
        if text and not scoring.numbers_in(text):
            raise AnswerRefused(_("Write the answer as a number in digits, without words or signs."))
        return text

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        if response is None:
            return scoring.NOTHING
        found = scoring.numbers_in(response)
        return scoring.whole(scoring.is_within(found, Decimal(key["value"]), Decimal(key["tolerance"])))

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return number_format(key["value"], use_l10n=True, force_grouping=True)

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        return f"{response or ''} {text['unit'] if response else ''}".strip()
