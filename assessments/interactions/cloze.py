"""Gaps in a text. ``{gap:g1}`` marks a gap; every language has the same gaps, in any order."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
    checked_mapping,
    checked_text,
    localized,
    parts_of,
    shown_accepted,
)
from languages.registry import COLUMN_LANGUAGES

if TYPE_CHECKING:
    from assessments.models import Item

LIMIT = 100
GAP = re.compile(r"\{gap:([a-z0-9_-]+)\}")
EMPTY = "＿＿＿"


def pieces(stem: str) -> Iterator[tuple[str, str]]:
    """The stem as ("text", …) and ("gap", id) in reading order."""
    for place, piece in enumerate(GAP.split(stem)):
        if place % 2:
            yield "gap", piece
        elif piece:
            yield "text", piece


class Cloze(Interaction):
    name = "cloze"
    label = _("Cloze: gaps in a text")
    export_name = "textEntryInteraction"
    hint = _("Write what is missing in each gap.")
    asks_in_form = True

    def definition_from(self, item: "Item") -> dict[str, Json]:
        return {"gaps": [part.identifier for part in parts_of(item)]}

    def key_from(self, item: "Item") -> dict[str, Json]:
        return {"accepted": {p.identifier: accepted_by_language(p, COLUMN_LANGUAGES) for p in parts_of(item)}}

    def problems(self, item: "Item") -> list[str | Promise]:
        text = self.text_from(item, item.source_language)
        found = self.text_problems(self.definition_from(item), text)
        for part in parts_of(item):
            if not part.accepted_anywhere.strip() and not localized(part, "accepted", item.source_language):
                found.append(_("Give every gap at least one accepted answer."))
                break
        return found

    def text_problems(self, definition: Mapping[str, Json], text: Mapping[str, Json]) -> list[str | Promise]:
        marked = GAP.findall(text["stem"])
        if not marked or sorted(marked) != sorted(definition["gaps"]):
            return [_("Mark each gap once in the question, such as {gap:g1}, and give a part for each.")]
        return []

    def validate_definition(self, definition: Mapping[str, Json]) -> None:
        gaps = definition["gaps"]
        if not gaps or len(set(gaps)) != len(gaps):
            raise ValueError("gaps")

    def extends(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
        return set(old["accepted"]) == set(new["accepted"]) and all(
            accepted_extends(accepted, new["accepted"][gap]) for gap, accepted in old["accepted"].items()
        )

    def form(
        self,
        definition: Mapping[str, Json],
        text: Mapping[str, Json],
        order: Mapping[str, Sequence[str]],
        response: Json,
    ) -> dict[str, Json]:
        written, number = response or {}, 0
        shown: list[dict[str, Json]] = []
        for kind, piece in pieces(text["stem"]):
            if kind == "text":
                shown.append({"text": piece})
            else:
                number += 1
                shown.append({"name": f"{FIELD}-{piece}", "number": number, "value": written.get(piece, "")})
        return {"pieces": shown, "limit": LIMIT}

    def title(self, text: Mapping[str, Json]) -> str:
        return GAP.sub(EMPTY, text["stem"])

    def parse_form(self, data: QueryDict, definition: Mapping[str, Json]) -> Json:
        written = {gap: data.get(f"{FIELD}-{gap}", "").strip() for gap in definition["gaps"]}
        return {gap: value for gap, value in written.items() if value} or None

    def validate_response(self, response: Json, definition: Mapping[str, Json]) -> Json:
        if response is None:
            return None
        checked = {
            gap: checked_text(value, LIMIT)
            for gap, value in checked_mapping(response, definition["gaps"]).items()
        }
        return {gap: value for gap, value in checked.items() if value} or None

    def is_complete(self, response: Json, definition: Mapping[str, Json]) -> bool:
        return len(response or {}) == len(definition["gaps"])

    def score(self, response: Json, definition: Mapping[str, Json], key: Mapping[str, Json]) -> Fraction:
        written = response or {}
        hits = sum(
            1
            for gap in definition["gaps"]
            if gap in written and scoring.is_accepted(written[gap], all_accepted(key["accepted"][gap]))
        )
        return Fraction(hits, len(definition["gaps"]))

    def correct_response(
        self, definition: Mapping[str, Json], key: Mapping[str, Json], language: str
    ) -> Json:
        return {gap: shown_accepted(accepted, language) for gap, accepted in key["accepted"].items()}

    def statement(self, response: Json, definition: Mapping[str, Json], text: Mapping[str, Json]) -> str:
        if not response:
            return ""
        return "".join(
            piece if kind == "text" else f"[{response.get(piece, EMPTY)}]"
            for kind, piece in pieces(text["stem"])
        )
