"""The catalogue: released courses a visitor may see, and the facts of their cards in four queries.

Owns: filters and facts. Refuses to know: runs and enrolments.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from wagtail.search.backends import get_search_backend

from curriculum.models import Course, CourseRelease, ReleaseUnit, SubjectArea, UnitEdition, UnitKind
from curriculum.permissions import Visitor, courses_visible_to
from curriculum.reading import LIVE
from languages.registry import NAMES, html_tag


@dataclass(frozen=True)
class CourseFacts:
    """What a card and a course page say beside the record."""

    course: Course
    release: CourseRelease
    languages: tuple[str, ...]
    byte_size: int
    lessons: int
    quizzes: int

    @property
    def hours(self) -> int:
        return round(self.course.minutes / 60)

    @property
    def language_names(self) -> list[dict[str, str]]:
        return [{"tag": html_tag(code), "name": NAMES[code]} for code in self.languages]

    @property
    def has_certificate(self) -> bool:
        return bool(self.release.completion.get("certificate"))


def released_courses(user: Visitor) -> QuerySet[Course]:
    """Courses with a release that the visitor may see, their newest release beside them."""
    newest = CourseRelease.objects.filter(course=OuterRef("pk")).order_by("-number")
    return (
        courses_visible_to(user)
        .annotate(newest_release_id=Subquery(newest.values("pk")[:1]))
        .filter(newest_release_id__isnull=False)
        .select_related("subject_area")
        .order_by("code")
    )


def filtered(
    courses: QuerySet[Course],
    *,
    topic: SubjectArea | None = None,
    language: str = "",
    level: str = "",
    words: str = "",
) -> QuerySet[Course]:
    if topic is not None:
        courses = courses.filter(subject_area=topic)
    if level:
        courses = courses.filter(level=level)
    if language:
        editions = UnitEdition.objects.filter(
            LIVE, unit__release=OuterRef("newest_release_id"), language=language
        )
        courses = courses.filter(Q(source_language=language) | Exists(editions))
    if words.strip():
        hits = get_search_backend().search(words, Course.objects.order_by(), order_by_relevance=False)
        courses = courses.filter(pk__in=[course.pk for course in hits])
    return courses


def facts_of(courses: Iterable[Course]) -> list[CourseFacts]:
    """Cards for courses of ``released_courses``: three queries for any number of them."""
    listed = list(courses)
    releases = CourseRelease.objects.in_bulk([course.newest_release_id for course in listed])
    languages = _languages(releases)
    sizes = _sizes(releases)
    return [
        CourseFacts(
            course=course,
            release=releases[course.newest_release_id],
            languages=languages[course.newest_release_id],
            **sizes.get(course.newest_release_id, {"byte_size": 0, "lessons": 0, "quizzes": 0}),
        )
        for course in listed
    ]


def _languages(releases: dict[int, CourseRelease]) -> dict[int, tuple[str, ...]]:
    found = {pk: {release.source_language} for pk, release in releases.items()}
    rows = UnitEdition.objects.filter(LIVE, unit__release__in=releases).exclude(unit__kind=UnitKind.MODULE)
    for release_id, code in rows.order_by().values_list("unit__release_id", "language").distinct():
        found[release_id].add(code)
    return {pk: tuple(code for code in NAMES if code in codes) for pk, codes in found.items()}


def _sizes(releases: dict[int, CourseRelease]) -> dict[int, dict[str, int]]:
    rows = (
        ReleaseUnit.objects.filter(release__in=releases)
        .order_by()
        .values("release_id")
        .annotate(
            byte_size=Sum("byte_size"),
            lessons=Count("pk", filter=Q(kind=UnitKind.LESSON)),
            quizzes=Count("pk", filter=Q(kind=UnitKind.QUIZ)),
        )
    )
    return {row.pop("release_id"): row for row in rows}
