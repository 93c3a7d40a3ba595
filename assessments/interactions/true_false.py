"""A statement that is true or false."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.interactions.base import FIELD, Interaction, Json, refuse_shape

if TYPE_CHECKING:
    from assessments.models import Item


class TrueFalse(Interaction):
    name = "true_false"
    label = _("True or false")
    export_name = "choiceInteraction"
    hint = _("Is the statement true or false?")

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {}

    def key_from(self, item: "Item") -> dict[str, Json]:
        return {"value": item.is_true}

    def problems(self, item: "Item") -> list[str | Promise]:
        return [_("Say whether the statement is true.")] if item.is_true is None else []

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        if definition:
            raise ValueError("true_false has no structure")

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        return {
            "multiple": False,
            "options": [
                {"id": "true", "text": gettext("True"), "chosen": response is True},
                {"id": "false", "text": gettext("False"), "chosen": response is False},
            ],
        }

    @property
    def template(self) -> str:
        return "assessments/interactions/choice.html"

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        return data.get(FIELD) or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if response in (None, ""):
            return None
        if isinstance(response, str):
            response = {"true": True, "false": False}.get(response)
        if not isinstance(response, bool):
            raise refuse_shape()
        return response

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        return scoring.whole(response is not None and response == key["value"])

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return key["value"]

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        if response is None:
            return ""
        return gettext("True") if response else gettext("False")
