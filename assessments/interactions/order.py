"""Steps to be put in order: a place for each. Half an answer can be saved; only places held alone count."""

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
    checked_mapping,
    localized,
    neutral_names,
    parts_of,
    refuse_shape,
)

if TYPE_CHECKING:
    from assessments.models import Item


def step_names(item: "Item") -> dict[str, str]:
    return neutral_names(item, [part.identifier for part in parts_of(item)], "s")


class Order(Interaction):
    name = "order"
    label = _("Order: put the steps in order")
    export_name = "orderInteraction"
    hint = _("Give each one its place: 1 comes first.")

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {"steps": sorted(step_names(item).values())}

    def key_from(self, item: "Item") -> dict[str, Json]:
        names = step_names(item)
        return {"order": [names[part.identifier] for part in parts_of(item)]}

    def part_texts(self, item: "Item", language: str) -> dict[str, dict[str, str]]:
        names = step_names(item)
        return {
            names[part.identifier]: {"text": localized(part, "text", language)} for part in parts_of(item)
        }

    def problems(self, item: "Item") -> list[str | Promise]:
        return [_("Give at least three steps, in the right order.")] if len(parts_of(item)) < 3 else []

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        if len(definition["steps"]) < 2:
            raise ValueError("steps")

    def orderings(self, definition: Mapping[str, Json]) -> dict[str, list[str]]:
        return {"steps": definition["steps"]}

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        places, steps = response or {}, order.get("steps", definition["steps"])
        return {
            "rows": [
                {
                    "name": f"{FIELD}-{step}",
                    "text": text["parts"][step]["text"],
                    "options": [
                        {"id": place, "text": place, "chosen": places.get(step) == place}
                        for place in range(1, len(steps) + 1)
                    ],
                }
                for step in steps
            ]
        }

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        places = {step: data.get(f"{FIELD}-{step}", "") for step in definition["steps"]}
        return {step: place for step, place in places.items() if place} or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if response is None:
            return None
        places = {
            step: int(place) if isinstance(place, str) and place.isascii() and place.isdigit() else place
            for step, place in checked_mapping(response, definition["steps"]).items()
        }
        possible = range(1, len(definition["steps"]) + 1)
        if not all(type(place) is int and place in possible for place in places.values()):
            raise refuse_shape()
        return places or None

    def is_complete(self, response: Json, definition: Mapping[str, Json]) -> bool:
        return len(set((response or {}).values())) == len(definition["steps"])

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        return scoring.adjacent_pairs(response or {}, key["order"])

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return {step: place for place, step in enumerate(key["order"], start=1)}

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        ordered = sorted((place, step) for step, place in (response or {}).items())
        return "\n".join(f"{place}. {text['parts'][step]['text']}" for place, step in ordered)
