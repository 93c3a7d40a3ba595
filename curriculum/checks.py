"""What can be wrong with a lesson: missing descriptions, credits, weight. Pure reading of frozen text.

Owns: the checks of one lesson.
Refuses to know: other languages and the rest of the course (``releases.preflight``).
"""

import zlib
from collections.abc import Mapping
from typing import Any, Final, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from curriculum.findings import Finding, error, warning
from curriculum.registry import question_choices

MAX_BYTES: Final = 60 * 1024
MAX_MINUTES: Final = 15


class Lesson(Protocol):
    title: str
    minutes: int

    def frozen(self) -> dict[str, Any]: ...


def lesson_findings(page: Lesson) -> list[Finding]:
    frozen = page.frozen()
    return [
        *_figure_findings(frozen, page),
        *_media_findings(frozen, page),
        *_question_findings(frozen, page),
        *_size_findings(frozen, page),
    ]


def question_uuids(frozen: Mapping[str, Any]) -> list[UUID]:
    """Items a lesson asks, in order of appearance."""
    return [
        UUID(b["value"]["item"])
        for b in frozen["blocks"]
        if b["type"] == "question" and b["value"].get("item")
    ]


def weight(frozen: Mapping[str, Any]) -> int:
    """Bytes a phone loads for the text, about: compressed words and drawings, plus pictures."""
    text = "\n".join(str(block["value"]) for block in frozen["blocks"])
    pictures = sum(
        block["value"].get("figure", {}).get("image", {}).get("bytes", 0)
        for block in frozen["blocks"]
        if block["type"] == "figure"
    )
    return len(zlib.compress(text.encode())) + pictures


def _figure_findings(frozen: Mapping[str, Any], page: Lesson) -> list[Finding]:
    found = []
    for block in frozen["blocks"]:
        if block["type"] != "figure":
            continue
        figure = block["value"]["figure"]
        name = figure.get("key", "?")
        if not figure:
            found.append(error(_("A figure of “%(page)s” no longer exists.") % {"page": page.title}, page))
            continue
        if not figure["alt"] and not figure["is_decorative"]:
            found.append(error(_("Figure %(key)s has no alternative text.") % {"key": name}, page))
        if not figure["credit"]:
            found.append(warning(_("Figure %(key)s has no credit.") % {"key": name}, page))
        if not figure["licence"]:
            found.append(warning(_("Figure %(key)s has no licence.") % {"key": name}, page))
        if not block["value"]["caption"] and not figure["is_decorative"]:
            found.append(warning(_("Figure %(key)s has no caption.") % {"key": name}, page))
    return found


def _media_findings(frozen: Mapping[str, Any], page: Lesson) -> list[Finding]:
    found = []
    for block in frozen["blocks"]:
        if block["type"] != "media":
            continue
        words = {"title": block["value"]["title"]}
        if not block["value"]["file"]:
            found.append(error(_("The file of “%(title)s” no longer exists.") % words, page))
        if block["value"]["kind"] != "file" and not block["value"]["transcript"]:
            found.append(error(_("“%(title)s” has no transcript.") % words, page))
    return found


def _question_findings(frozen: Mapping[str, Any], page: Lesson) -> list[Finding]:
    asked = {str(item) for item in question_uuids(frozen)}
    known = {value for value, _label in question_choices()} if asked else set()
    return [error(_("A practice question of this lesson no longer exists."), page) for _item in asked - known]


def _size_findings(frozen: Mapping[str, Any], page: Lesson) -> list[Finding]:
    found = []
    kilobytes = weight(frozen) // 1024
    if kilobytes > MAX_BYTES // 1024:
        found.append(
            warning(_("The lesson weighs %(size)s KB; the aim is 60 KB.") % {"size": kilobytes}, page)
        )
    if page.minutes > MAX_MINUTES:
        sentence = _("The lesson takes %(minutes)s minutes; split it into parts of at most 15.")
        found.append(warning(sentence % {"minutes": page.minutes}, page))
    return found
