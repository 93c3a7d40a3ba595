"""The translation board of a course in the CMS: pages down, languages across."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from curriculum.board import board
from curriculum.models import Course
from curriculum.permissions import areas_of
from languages.registry import NAMES


def translation_board(request: HttpRequest, course_id: int) -> HttpResponse:
    course = get_object_or_404(Course, pk=course_id)
    if not areas_of(request.user).filter(pk=course.subject_area_id).exists():
        raise Http404
    rows = board(course)
    languages = [NAMES[cell.language] for cell in rows[0].cells] if rows else []
    context = {"course": course, "rows": rows, "languages": languages}
    return render(request, "curriculum/admin/board.html", context)
