"""A lesson's text with everything that must stay current filled in: figures with a date, terms, practice
questions.

The body is cached for ever by ``curriculum.reading``; what changes is fetched here, one call a kind,
whatever the number of holes. Figures and terms are the same for every reader and are kept for a minute.
"""

import uuid
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.safestring import SafeString

from assessments.practice import practice_texts, question_html
from courses.player import Place
from curriculum.reading import QUESTION, Hole, OutlineUnit, UnitBody, current_fillings, fill

# Figures and terms may be this old: it spares every reader two queries, and they stay current.
CURRENT_SECONDS: Final = 60


def lesson_html(place: Place, unit: OutlineUnit, body: UnitBody, request: HttpRequest) -> SafeString:
    body = _current(place, unit, body)
    return fill(body, _questions(place, body, request))


def _current(place: Place, unit: OutlineUnit, body: UnitBody) -> UnitBody:
    """The body with figures and terms in place; only the questions, which know their reader, stay open."""
    key = f"lesson:{unit.id}:{place.run.release.editions_version}:{','.join(place.chain)}"
    pieces = cache.get(key)
    if pieces is None:
        fillings = current_fillings(body)
        pieces = []
        for is_question, group in groupby(body.pieces, _is_question):
            run = tuple(group)
            pieces += run if is_question else [str(fill(replace(body, pieces=run), fillings))]
        cache.set(key, pieces, CURRENT_SECONDS)
    return replace(body, pieces=tuple(pieces))


def _is_question(piece: str | Hole) -> bool:
    return isinstance(piece, Hole) and piece.kind == QUESTION


def _questions(place: Place, body: UnitBody, request: HttpRequest) -> dict[Any, Any]:
    """Every practice question of the lesson, in the version the release pinned, in one call."""
    versions = [uuid.UUID(key) for key in body.keys(QUESTION)]
    if not versions:
        return {}
    return {
        (QUESTION, str(version)): question_html(question, back=request.path, request=request)
        for version, question in practice_texts(versions, place.chain).items()
    }
