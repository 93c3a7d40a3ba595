"""What an attempt came to, told to whoever registered; and where an attempt belongs, asked of whoever knows.

An attempt knows its delivery and nothing of runs. The app that opens deliveries registers here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.models import Attempt

Listener = Callable[[Attempt], object]


@dataclass(frozen=True)
class AttemptContext:
    """The way back from an attempt: whose quiz it is, and what comes next."""

    run_title: str
    unit_title: str
    outline_url: str
    next_url: str = ""
    start_url: str = ""


@dataclass(frozen=True)
class Reading:
    """A lesson worth reading again."""

    title: str
    url: str
    language: str = ""


ContextSource = Callable[[Attempt], AttemptContext | None]
ReadingSource = Callable[[Attempt, Sequence[str]], Sequence[Reading]]

_listeners: list[Listener] = []
_sources: list[ContextSource] = []
_readings: list[ReadingSource] = []


def on_result(listener: Listener) -> Listener:
    """Called in the same transaction whenever the result of an attempt was set, changed, or became final."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(attempt: Attempt) -> None:
    for listener in _listeners:
        listener(attempt)


def register_context(source: ContextSource) -> ContextSource:
    if source not in _sources:
        _sources.append(source)
    return source


def context_of(attempt: Attempt) -> AttemptContext:
    """The first answer counts; without one the way back is the learner's own page."""
    found = (source(attempt) for source in _sources)
    return next((context for context in found if context), AttemptContext("", "", ""))


def register_rereading(source: ReadingSource) -> ReadingSource:
    """``source(attempt, outcome_codes)`` names the lessons that teach what was missed."""
    if source not in _readings:
        _readings.append(source)
    return source


def rereading(attempt: Attempt, outcome_codes: Sequence[str]) -> list[Reading]:
    if not outcome_codes:
        return []
    return [reading for source in _readings for reading in source(attempt, outcome_codes)]
