"""/{lang}/courses/{course}/: the public page of a course."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from curriculum import reading, registry
from curriculum.catalogue import facts_of, released_courses
from languages import fallback


def course_page(request: HttpRequest, slug: str) -> HttpResponse:
    course = released_courses(request.user).filter(slug=slug).first()
    if course is None:
        raise Http404
    [facts] = facts_of([course])
    second = getattr(request.user, "second_language", "")
    chain = fallback.chain(get_language() or "", second, source=facts.release.source_language)
    context = {
        "course": course,
        "facts": facts,
        "parts": reading.parts(reading.outline(facts.release, chain)),
        "outcomes": course.competencies.all(),
        "panels": registry.course_panels(course, request),
    }
    return render(request, "curriculum/course.html", context)
