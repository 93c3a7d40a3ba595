"""A lesson's text with everything that must stay current filled in: figures with a date, terms, practice questions.

The body is cached for ever by ``curriculum.reading``; what changes is fetched here, one call a kind, whatever the
number of holes.
"""

import uuid
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.practice import practice_texts
from courses.player import Place
from curriculum.reading import QUESTION, UnitBody, current_fillings, fill


def lesson_html(place: Place, body: UnitBody, request: HttpRequest) -> SafeString:
    return fill(body, {**current_fillings(body), **_questions(place, body, request)})


def _questions(place: Place, body: UnitBody, request: HttpRequest) -> dict[Any, Any]:
    """Every practice question of the lesson, in the version the release pinned, in one call."""
    versions = [uuid.UUID(key) for key in body.keys(QUESTION)]
    if not versions:
        return {}
    return {
        (QUESTION, str(version)): render_to_string("assessments/practice.html", {"question": question}, request)
        for version, question in practice_texts(versions, place.chain).items()
    }
