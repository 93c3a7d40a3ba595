"""A lesson's text with everything that must stay current filled in: figures with a date, terms, practice questions.

The body is cached for ever by ``curriculum.reading``; what changes is fetched here, one call a kind, whatever the
number of holes.
"""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from courses.player import Place
from curriculum.reading import UnitBody, current_fillings, fill


def lesson_html(place: Place, body: UnitBody, request: HttpRequest) -> SafeString:
    return fill(body, current_fillings(body))
