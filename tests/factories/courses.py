"""Releases, cohorts and learners for tests: small rows written directly, rules called where they matter."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from allauth.mfa.models import Authenticator
from django.utils import timezone

from assessments.publishing import publish_item
from courses import enrolment, runs
from courses.models import CourseRun, Enrolment, EnrolmentMode, RunStaffRole
from curriculum.models import Course, CourseRelease, ReleaseUnit, UnitEdition, UnitKind
from languages.drift import digest
from people.models import User
from tests.factories.assessments import make_item, make_version
from tests.factories.curriculum import make_course_record, make_statistic, make_term
from tests.factories.people import make_user

_numbers = count(1)


def block(kind: str, value: Any) -> dict[str, Any]:
    """Its id follows from what it says, so that the same lesson has the same digest twice."""
    return {"type": kind, "id": str(uuid5(NAMESPACE_URL, f"{kind}:{value}")), "value": value}


def frozen_lesson(title: str, word: str = "Text") -> dict[str, Any]:
    return {
        "title": title,
        "summary": "",
        "blocks": [
            block("text", f"<p>{word} one of {title}.</p>"),
            block("text", f"<p>{word} two of {title}.</p>"),
        ],
    }


def make_frozen_course(
    *,
    lessons: int = 3,
    quizzes: int = 1,
    languages: Sequence[str] = (),
    course: Course | None = None,
    completion: dict[str, Any] | None = None,
    keys: Sequence[Any] = (),
    **rules: Any,
) -> CourseRelease:
    """A release written row by row: one module, lessons, then quizzes of one question. ``rules`` go to the
    quiz.
    """
    course = course or make_course_record()
    number = course.releases.count() + 1
    slugs = [f"quiz-{at}" for at in range(1, quizzes + 1)]
    release = CourseRelease.objects.create(
        course=course,
        number=number,
        source_language="en",
        completion=completion
        or {
            "lessons": "all",
            "assessments": [{"unit": slug, "pass_percent": 70} for slug in slugs],
            "certificate": True,
        },
        facts={},
        digest=digest([course.code, number]),
    )
    keys = iter([*keys, *(uuid4() for _at in range(lessons + quizzes + 1))])
    module = _unit(
        release, next(keys), UnitKind.MODULE, "part-1", 1, {"title": "Part 1", "summary": "", "blocks": []}
    )
    for at in range(1, lessons + 1):
        unit = _unit(
            release,
            next(keys),
            UnitKind.LESSON,
            f"lesson-{at}",
            at + 1,
            frozen_lesson(f"Lesson {at}"),
            module,
        )
        for language in languages:
            translate_unit(unit, language)
    for at, slug in enumerate(slugs, start=1):
        version = make_version([make_item("choice")], **({"wait_hours": 0, "max_attempts": 0} | rules))
        source = {"title": f"Quiz {at}", "summary": "", "blocks": []}
        pins = {"assessment_version": str(version.uuid)}
        _unit(release, next(keys), UnitKind.QUIZ, slug, lessons + at + 1, source, module, pins=pins)
    return release


def _unit(
    release: CourseRelease,
    key: Any,
    kind: str,
    slug: str,
    position: int,
    source: dict[str, Any],
    parent: ReleaseUnit | None = None,
    **fields: Any,
) -> ReleaseUnit:
    return ReleaseUnit.objects.create(
        release=release,
        parent=parent,
        key=key,
        kind=kind,
        slug=slug,
        position=position,
        minutes=0 if kind == UnitKind.MODULE else 10,
        source=source,
        digest=digest(source),
        byte_size=2000,
        **fields,
    )


def translate_unit(unit: ReleaseUnit, language: str) -> UnitEdition:
    text = {
        "title": f"{unit.source['title']} ({language})",
        "summary": "",
        "blocks": [
            {**one, "value": one["value"].replace("Text", f"Text-{language}")}
            for one in unit.source["blocks"]
        ],
    }
    return UnitEdition.objects.create(
        unit=unit, language=language, number=1, text=text, source_digest=unit.digest, digest=digest(text)
    )


def add_references(release: CourseRelease) -> None:
    """A term and a statistic in every lesson."""
    make_term(key=f"term-{release.pk}")
    make_statistic(key=f"stat-{release.pk}")
    for unit in release.units.filter(kind=UnitKind.LESSON):
        unit.source["blocks"].append(
            block("text", f"<p>A {{term:term-{release.pk}|post}} and {{stat:stat-{release.pk}}}.</p>")
        )
        unit.digest = digest(unit.source)
        unit.save()


def add_question(release: CourseRelease) -> None:
    """A practice question in every lesson."""
    version = publish_item(make_item("choice"), actor=None)
    for unit in release.units.filter(kind=UnitKind.LESSON):
        unit.source["blocks"].append(block("question", {"item": str(version.item.uuid)}))
        unit.digest, unit.pins = (
            digest(unit.source),
            {"questions": {str(version.item.uuid): str(version.uuid)}},
        )
        unit.save()


def make_run(
    release: CourseRelease | None = None,
    *,
    is_open: bool = True,
    coordinators: Sequence[User] = (),
    **fields: Any,
) -> CourseRun:
    """An open cohort of a release; ``lessons``, ``quizzes`` and ``languages`` make the release."""
    made = {
        name: fields.pop(name) for name in ("lessons", "quizzes", "languages", "completion") if name in fields
    }
    release = release or make_frozen_course(**made)
    number = next(_numbers)
    fields.setdefault("slug", f"run-{number}")
    fields.setdefault("titles", {"en": f"Cohort {number}"})
    fields.setdefault("opens_at", timezone.now() - timedelta(days=1))
    fields.setdefault("closes_at", timezone.now() + timedelta(days=60))
    fields.setdefault("enrolment_mode", EnrolmentMode.OPEN)
    run = runs.plan_run(release, actor=None, coordinators=coordinators, **fields)
    return runs.open_run(run, actor=None) if is_open else run


def make_enrolment(run: CourseRun | None = None, person: User | None = None, **columns: Any) -> Enrolment:
    """A learner with a place; ``columns`` are then set as they are, to age or fill the row."""
    made = enrolment.enrol(run or make_run(), person or make_user(), actor=None)
    if columns:
        Enrolment.objects.filter(pk=made.pk).update(**columns)
    return Enrolment.objects.select_related("run__release", "run__course", "person").get(pk=made.pk)


def make_coordinator(*cohorts: CourseRun, **fields: Any) -> User:
    person = make_user(**fields)
    for run in cohorts:
        runs.appoint_staff(run, person, role=RunStaffRole.COORDINATOR, actor=None)
    give_second_factor(person)
    return person


def give_second_factor(person: User) -> None:
    """Roles that need one are led away from every page until they have it."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})


def lesson_units(run: CourseRun) -> list[ReleaseUnit]:
    return list(run.release.units.filter(kind=UnitKind.LESSON).order_by("position"))
