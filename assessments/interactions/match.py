"""Pairs: something on the right for each thing on the left. Right-hand texts nobody needs are distractors."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
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
    from assessments.models import Item, ItemPart


def lefts_of(item: "Item") -> list["ItemPart"]:
    return [part for part in parts_of(item) if localized(part, "text", item.source_language)]


def target_names(item: "Item") -> dict[str, str]:
    return neutral_names(item, [part.identifier for part in parts_of(item)], "m")


class Match(Interaction):
    name = "match"
    label = _("Match: find the pairs")
    export_name = "matchInteraction"
    hint = _("Choose what belongs to each.")

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {
            "lefts": [part.identifier for part in lefts_of(item)],
            "targets": sorted(target_names(item).values()),
            "shuffle": item.shuffle,
        }

    def key_from(self, item: "Item") -> dict[str, Json]:
        names = target_names(item)
        return {"pairs": {part.identifier: names[part.identifier] for part in lefts_of(item)}}

    def part_texts(self, item: "Item", language: str) -> dict[str, dict[str, str]]:
        names = target_names(item)
        lefts = {part.identifier: {"text": localized(part, "text", language)} for part in lefts_of(item)}
        targets = {
            names[part.identifier]: {"text": localized(part, "match_text", language)}
            for part in parts_of(item)
        }
        return lefts | targets

    def problems(self, item: "Item") -> list[str | Promise]:
        found: list[str | Promise] = []
        if len(lefts_of(item)) < 2:
            found.append(_("Give at least two pairs."))
        if any(not localized(part, "match_text", item.source_language) for part in parts_of(item)):
            found.append(_("Give each part its matching text."))
        return found

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        if len(definition["lefts"]) < 2 or len(definition["targets"]) < len(definition["lefts"]):
            raise ValueError("pairs")

    def orderings(self, definition: Mapping[str, Json]) -> dict[str, list[str]]:
        mixed = {"targets": definition["targets"]}
        return mixed | ({"lefts": definition["lefts"]} if definition["shuffle"] else {})

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        chosen, parts = response or {}, text["parts"]
        targets = order.get("targets", definition["targets"])
        return {
            "rows": [
                {
                    "name": f"{FIELD}-{left}",
                    "text": parts[left]["text"],
                    "options": [
                        {"id": target, "text": parts[target]["text"], "chosen": chosen.get(left) == target}
                        for target in targets
                    ],
                }
                for left in order.get("lefts", definition["lefts"])
            ]
        }

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        chosen = {left: data.get(f"{FIELD}-{left}") for left in definition["lefts"]}
        return {left: target for left, target in chosen.items() if target} or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if response is None:
            return None
        response = checked_mapping(response, definition["lefts"])
        if not all(isinstance(t, str) and t in definition["targets"] for t in response.values()):
            raise refuse_shape()
        return response or None

    def is_complete(self, response: Json, definition: Mapping[str, Json]) -> bool:
        return len(response or {}) == len(definition["lefts"])

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        return scoring.matching_pairs(response or {}, key["pairs"])

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return key["pairs"]

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        parts = text["parts"]
        return "\n".join(
            gettext("%(left)s: %(right)s")
            % {"left": parts[left]["text"], "right": parts[response[left]]["text"]}
            for left in definition["lefts"]
            if left in (response or {})
        )
