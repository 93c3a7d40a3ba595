"""Release a course: the author and the reviewer read the preflight, the reviewer releases."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from curriculum.errors import ReleaseRefused
from curriculum.models import Course
from curriculum.permissions import can_edit_course, can_release_course
from curriculum.releases import preflight, release_course
from people.models import User


def release(request: HttpRequest, course_id: int) -> HttpResponse:
    course = get_object_or_404(Course, pk=course_id)
    may_release = can_release_course(request.user, course)
    if not may_release and not can_edit_course(request.user, course):
        raise Http404
    if request.method == "POST" and may_release:
        return _released(request, course)
    findings = preflight(course)
    context = {
        "course": course,
        "errors": [finding for finding in findings if finding.is_error],
        "warnings": [finding for finding in findings if not finding.is_error],
        "releases": course.releases.select_related("released_by")[:20],
        "may_release": may_release,
    }
    return render(request, "curriculum/admin/release.html", context)


def _released(request: HttpRequest, course: Course) -> HttpResponse:
    try:
        made = release_course(course, actor=cast(User, request.user), note=request.POST.get("note", ""))
    except ReleaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Release %(number)s stands.") % {"number": made.number})
    return redirect("curriculum_release", course.pk)
