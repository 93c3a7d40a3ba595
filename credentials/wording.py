"""The words printed on certificates, per language, complete or not at all (``wording.yaml``).

Kept apart from the interface catalogues: what an award says must not change with a catalogue, nor lack a line
because one string was not translated yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from credentials.choices import AchievementKind, Level

SOURCE: Final = Path(__file__).with_name("wording.yaml")


@dataclass(frozen=True)
class Wording:
    headings: dict[str, str]
    intro: str
    bodies: dict[str, str]
    levels: dict[str, str]
    completed_on: str
    issued_on: str
    hours: str
    level: str
    course: str
    number: str
    check: str
    reissued: str
    specimen: str
    sealed: str


@cache
def wordings() -> dict[str, Wording]:
    """All languages a certificate can be written in. Raises at once for an incomplete one."""
    read = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    found = {language: Wording(**entries) for language, entries in read.items()}
    for language, wording in found.items():
        empty = [
            field.name
            for field in fields(wording)
            if field.name != "intro" and not getattr(wording, field.name)
        ]
        kinds = set(wording.headings) ^ set(AchievementKind.values) | set(wording.bodies) ^ set(
            AchievementKind.values
        )
        if empty or kinds or set(wording.levels) != set(Level.values):
            raise ValueError(f"wording.yaml: {language} is incomplete: {empty or kinds or 'levels'}")
    return found


def languages_for(chosen: str) -> Sequence[str]:
    """The languages on the page, the recipient's first: always Japanese, and English unless it is there
    already."""
    return list(dict.fromkeys([chosen if chosen in wordings() else "en", "ja", "en"]))
