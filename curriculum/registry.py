"""Sockets for the apps above: they plug in at start what this app may not import.

Owns: the sockets. Refuses to know: who plugs in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise

from curriculum.findings import Finding

Visitor = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class QuestionSource:
    """How lessons reach the item bank."""

    choices: Callable[[], Sequence[tuple[str, str]]]
    # Item uuids to version uuids, publishing what changed; an unknown uuid is left out.
    pin: Callable[[Iterable[UUID], AbstractBaseUser | None], Mapping[UUID, UUID]]
    # What must be known of them before a release.
    findings: Callable[[Iterable[UUID]], Sequence[Finding]]


@dataclass(frozen=True)
class CourseAction:
    label: str | Promise
    url_name: str
    icon: str


_course_actions: dict[str, CourseAction] = {}
_question_sources: list[QuestionSource] = []
_course_panels: list[Callable[[Any, HttpRequest], dict[str, Any] | None]] = []
_audiences: list[Callable[[Visitor], Q]] = []
_assessed_outcomes: list[Callable[[Any], set[str]]] = []


def register_questions(source: QuestionSource) -> None:
    _question_sources[:] = [source]


def question_choices() -> list[tuple[str, str]]:
    return [choice for source in _question_sources for choice in source.choices()]


def pin_questions(uuids: Iterable[UUID], actor: AbstractBaseUser | None) -> dict[UUID, UUID]:
    wanted = list(uuids)
    return {
        item: version for source in _question_sources for item, version in source.pin(wanted, actor).items()
    }


def question_findings(uuids: Iterable[UUID]) -> list[Finding]:
    wanted = list(uuids)
    return [finding for source in _question_sources for finding in source.findings(wanted)]


def register_course_panel(panel: Callable[[Any, HttpRequest], dict[str, Any] | None]) -> None:
    """``panel(course, request)``: the context of a box on the course page with its ``template``, or None."""
    _course_panels.append(panel)


def course_panels(course: Any, request: HttpRequest) -> list[dict[str, Any]]:
    return [made for panel in _course_panels if (made := panel(course, request)) is not None]


def register_course_action(label: str | Promise, url_name: str, icon: str) -> None:
    """A button beside a course in the CMS, to an address that takes the course's id."""
    _course_actions[url_name] = CourseAction(label, url_name, icon)


def course_actions() -> list[CourseAction]:
    return list(_course_actions.values())


def register_audience(audience: Callable[[Visitor], Q]) -> None:
    """``audience(user)`` is a condition on Course: internal and restricted courses the user may see."""
    _audiences.append(audience)


def audiences(user: Visitor) -> Q:
    condition = Q(pk__in=[])
    for audience in _audiences:
        condition |= audience(user)
    return condition


def register_assessed_outcomes(assessed: Callable[[Any], set[str]]) -> None:
    """``assessed(unit_page)`` names the outcome codes a page's questions assess."""
    _assessed_outcomes.append(assessed)


def assessed_outcomes(page: Any) -> set[str]:
    return {code for assessed in _assessed_outcomes for code in assessed(page)}
