"""One right option, or several."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.interactions.base import FIELD, Interaction, Json, localized, parts_of, refuse_shape

if TYPE_CHECKING:
    from assessments.models import Item


class Choice(Interaction):
    name = "choice"
    label = _("Choice: one or several right options")
    export_name = "choiceInteraction"

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {
            "choices": [part.identifier for part in parts_of(item)],
            "multiple": item.is_multiple,
            "shuffle": item.shuffle,
        }

    def key_from(self, item: "Item") -> dict[str, Json]:
        return {"right": sorted(part.identifier for part in parts_of(item) if part.is_correct)}

    def part_texts(self, item: "Item", language: str) -> dict[str, dict[str, str]]:
        return {
            part.identifier: {field: localized(part, field, language) for field in ("text", "feedback")}
            for part in parts_of(item)
        }

    def problems(self, item: "Item") -> list[str | Promise]:
        found: list[str | Promise] = []
        parts = parts_of(item)
        right = sum(part.is_correct for part in parts)
        if len(parts) < 2:
            found.append(_("Give at least two options."))
        if not item.is_multiple and right != 1:
            found.append(_("Mark exactly one option as right, or allow several right answers."))
        if item.is_multiple and not right > 0:
            found.append(_("Mark at least one option as right."))
        if any(not localized(part, "feedback", item.source_language) for part in parts):
            found.append(_("Give feedback for every option."))
        return found

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        choices = definition["choices"]
        if len(choices) < 2 or len(set(choices)) != len(choices):
            raise ValueError("choices")

    def orderings(self, definition: Mapping[str, Json]) -> dict[str, list[str]]:
        return {"choices": definition["choices"]} if definition["shuffle"] else {}

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        chosen = response or []
        return {
            "multiple": definition["multiple"],
            "options": [
                {"id": option, "text": text["parts"][option]["text"], "chosen": option in chosen}
                for option in order.get("choices", definition["choices"])
            ],
        }

    def hint_for(self, definition: Mapping[str, Json]) -> str | Promise:
        return _("Choose all that are right.") if definition["multiple"] else _("Choose one answer.")

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        return data.getlist(FIELD) or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if response in (None, "", []):
            return None
        if isinstance(response, str):
            response = [response]
        if not isinstance(response, list) or not all(isinstance(option, str) for option in response):
            raise refuse_shape()
        chosen = set(response)
        if not chosen <= set(definition["choices"]) or (len(chosen) > 1 and not definition["multiple"]):
            raise refuse_shape()
        return sorted(chosen)

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        if response is None:
            return scoring.NOTHING
        if definition["multiple"]:
            return scoring.plus_minus(response, key["right"])
        return scoring.whole(response == key["right"])

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return key["right"]

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        return "\n".join(
            text["parts"][option]["text"] for option in definition["choices"] if option in (response or [])
        )

    def remarks(self, response: Json, text: Mapping[str, Json]) -> list[str]:
        said = (text["parts"][option].get("feedback", "") for option in response or [])
        return [remark for remark in said if remark]
