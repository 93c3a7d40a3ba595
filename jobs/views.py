"""Progress of background work for the person who asked for it, and the two health addresses."""

import csv
import io
import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jobs import health, queue
from jobs.models import Job
from jobs.permissions import viewable_by

PAGE_SIZE = 50


@require_GET
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    found = health.problems()
    waiting = 0 if found else health.waiting_jobs()
    body = {"status": "ok" if not found else "not ready", "problems": found, "waiting_jobs": waiting}
    return JsonResponse(body, status=503 if found else 200)


@login_required
@require_GET
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(viewable_by(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page})


@login_required
@require_GET
@never_cache
def job_detail(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(viewable_by(request.user), uuid=job)
    response = render(request, "jobs/job.html", {"job": found})
    if not found.is_finished:
        response.headers["Refresh"] = "3"
    return response


@login_required
@require_POST
def job_cancel(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    queue.cancel(get_object_or_404(viewable_by(request.user), uuid=job))
    return redirect("job_detail", job=job)


@login_required
@require_POST
def job_continue(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    queue.resume(get_object_or_404(viewable_by(request.user), uuid=job))
    return redirect("job_detail", job=job)


@login_required
@require_GET
def job_failures(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    found: Job = get_object_or_404(viewable_by(request.user), uuid=job)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["ref", "message"])
    writer.writerows([failure["ref"], failure["message"]] for failure in found.failures)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="failures-{found.uuid}.csv"'
    return response
