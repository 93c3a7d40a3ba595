"""Course packages in the CMS: upload, check, import, download."""

import tempfile
import uuid
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy

from courses.errors import PackageRefused
from courses.packages import uploading
from courses.packages.exporting import export_zip
from courses.packages.reading import PackageError
from courses.packages.records import Entry, Mode
from courses.packages.unpacking import UnsafeArchive
from curriculum.models import Course
from curriculum.permissions import areas_of
from people.audit import record
from people.views import mine_user

KIND_NAMES = {
    "subjectarea": gettext_lazy("Subject area"),
    "competencyframework": gettext_lazy("Set of outcomes"),
    "competency": gettext_lazy("Outcomes"),
    "glossaryterm": gettext_lazy("Glossary"),
    "statistic": gettext_lazy("Figures with a date"),
    "figure": gettext_lazy("Drawings"),
    "course": gettext_lazy("Course"),
    "item": gettext_lazy("Questions"),
    "assessment": gettext_lazy("Quizzes"),
    "page": gettext_lazy("Pages in the source language"),
    "translation": gettext_lazy("Translations"),
}


class UploadForm(forms.Form):
    package = forms.FileField(
        label=gettext_lazy("Course package (zip)"),
        help_text=gettext_lazy("At most 50 MB. It is checked first; nothing is written until you say so."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


def package_list(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    if not uploading.can_upload(user):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploading.receive(form.cleaned_data["package"], actor=user)
        except (PackageRefused, UnsafeArchive) as refused:
            form.add_error("package", str(refused))
        else:
            return redirect("course_package", upload.uuid)
    uploads = uploading.uploads_open_to(user).select_related("uploaded_by", "job")[:50]
    return render(request, "courses/admin/packages.html", {"form": form, "uploads": uploads})


def package_detail(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    user = mine_user(request)
    found = get_object_or_404(uploading.uploads_open_to(user).select_related("job"), uuid=upload)
    if request.method == "POST":
        try:
            uploading.start_import(found, actor=user)
        except PackageRefused as refused:
            messages.error(request, str(refused))
        return redirect("course_package", found.uuid)
    is_running = found.job is not None and not found.job.is_finished
    checked = None if is_running else uploading.check(found, user)
    context = {
        "upload": found,
        "job": found.job,
        "is_mine": found.job is not None and found.job.actor_id == user.pk,
        "is_running": is_running,
        "checked": checked,
        "is_draft": checked is not None and checked.mode is Mode.DRAFT,
        "kinds": _by_kind(checked.tally.entries) if checked and checked.tally else [],
        "course": Course.objects.filter(code=found.course_code).first(),
    }
    response = render(request, "courses/admin/package.html", context)
    if is_running:
        response.headers["Refresh"] = "3"
    return response


def _by_kind(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """A line for each kind of thing, with the names of what is new and what would change."""
    return [
        {
            "name": KIND_NAMES.get(kind, kind),
            "created": [entry.name for entry in listed if entry.what == "created"],
            "changed": [entry.name for entry in listed if entry.what == "changed"],
            "same": sum(entry.what == "same" for entry in listed),
        }
        for kind, group in groupby(sorted(entries, key=_place), key=lambda entry: entry.kind)
        if (listed := list(group))
    ]


def _place(entry: Entry) -> int:
    return list(KIND_NAMES).index(entry.kind)


def package_download(request: HttpRequest, course_id: int) -> HttpResponseBase:
    course = get_object_or_404(Course, pk=course_id)
    if not areas_of(request.user).filter(pk=course.subject_area_id).exists():
        raise Http404
    with tempfile.TemporaryDirectory() as room:
        target = Path(room) / "package.zip"
        try:
            export_zip(course, Path(room) / course.slug, target)
        except PackageError as refused:
            messages.error(request, str(refused))
            return redirect("curriculum_release", course.pk)
        record(mine_user(request), "course.exported", "course", course.pk)
        # The open file outlives its folder; the system frees it when the answer is sent.
        return FileResponse(target.open("rb"), as_attachment=True, filename=f"{course.slug}.zip")
