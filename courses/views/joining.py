"""Ways into a run that a learner takes alone: the button on the course page and the code from a
coordinator.
"""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses import enrolment
from courses.forms import JoinForm
from courses.models import CourseRun, Enrolment, EnrolmentMode, EnrolmentState
from curriculum.permissions import courses_visible_to
from languages.errors import DomainError
from people.views import mine_user


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, run: str) -> HttpResponse:
    """The button of the course page. Whoever comes back from signing in has sent nothing, and finds it there."""
    person = mine_user(request)
    seen = CourseRun.objects.running().filter(course__in=courses_visible_to(person))
    cohort = get_object_or_404(seen, slug=run, enrolment_mode=EnrolmentMode.OPEN)
    if request.method == "GET":
        return redirect("course_page", cohort.course.slug)
    try:
        taken = enrolment.enrol_oneself(cohort, person)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("dashboard")
    return _welcome(request, taken)


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """Shows which cohort a code belongs to before anything happens; joining is a POST."""
    form = JoinForm(request.POST or ({"code": code} if code else None))
    cohort = enrolment.run_for_code(form.cleaned_data["code"]) if form.is_bound and form.is_valid() else None
    if form.is_bound and not ratelimit.consume(
        request, app="allauth.account", action="join_code", limit_get=True
    ):
        form.add_error("code", _("Too many attempts. Wait a few minutes, then try again."))
        return render(request, "courses/join.html", {"form": form}, status=429)
    if form.is_bound and form.is_valid() and cohort is None:
        form.add_error("code", _("There is no cohort with this code. Check the letters and try again."))
    if request.method == "POST" and cohort is not None and "confirm" in request.POST:
        try:
            return _welcome(request, enrolment.join_by_code(form.cleaned_data["code"], mine_user(request)))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "courses/join.html", {"form": form, "cohort": cohort}, status=status)


def _welcome(request: HttpRequest, taken: Enrolment) -> HttpResponse:
    if taken.state == EnrolmentState.ACTIVE:
        messages.success(request, _("You are enrolled. You can start now."))
    return redirect("learn_outline", taken.run.slug)
