"""From a completion to the facts ``credentials`` freezes. The award itself knows no course."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from courses.models import Enrolment
from courses.permissions import coordinated_by
from credentials.issuing import issue
from credentials.models import Achievement, Credential
from curriculum.models import Course
from people.models import User


def award(
    enrolment: Enrolment, evidence: Mapping[str, Any], *, completed_at: datetime, actor: User | None = None
) -> Credential:
    """One certificate per enrolment, whoever asks how often: the enrolment is the key."""
    run = enrolment.run
    course = run.course
    person = enrolment.person
    return issue(
        recipient=person,
        achievement=achievement_for(course),
        context=_context(run.uuid),
        facts={
            "completed_on": timezone.localdate(completed_at),
            "started_on": timezone.localdate(enrolment.enrolled_at),
            "course_code": course.code,
            "release": run.release.number,
            "titles": certificate_titles(course),
            "level": course.level,
            "minutes": course.minutes,
        },
        evidence=evidence,
        actor=actor,
        idempotency_key=f"completion:{enrolment.uuid}",
        languages=[code for code in dict.fromkeys([*person.language_chain, "en"]) if code],
    )


def award_contexts(user: User) -> list[str]:
    """The contexts whose certificates a coordinator may see: the own cohorts."""
    return [_context(uuid) for uuid in coordinated_by(user).values_list("uuid", flat=True)]


def _context(run: UUID) -> str:
    return f"run:{run}"


def achievement_for(course: Course) -> Achievement:
    """What completing the course is called in the list of awards; made once, kept in step by authors."""
    titles = {
        build_localized_fieldname("title", code): text for code, text in certificate_titles(course).items()
    }
    return Achievement.objects.get_or_create(
        code=f"course-{course.slug}"[:60],
        defaults={**titles, "level": course.level, "minutes": course.minutes},
    )[0]


def certificate_titles(course: Course) -> dict[str, str]:
    """The certificate's own title where there is one, else the course's, in every language."""
    titles = {}
    for code in settings.MODELTRANSLATION_LANGUAGES:
        own = getattr(course, build_localized_fieldname("certificate_title", code), None)
        text = own or getattr(course, build_localized_fieldname("title", code), None)
        if text:
            titles[code] = text
    return titles
