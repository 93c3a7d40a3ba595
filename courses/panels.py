"""The box on a course's public page: cohorts that are open or coming, and the one button that fits the
visitor.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courses.models import CourseRun, Enrolment, EnrolmentMode, EnrolmentState, RunState
from curriculum.models import Course


@dataclass(frozen=True)
class PanelRow:
    run: CourseRun
    enrolment: Enrolment | None
    can_enrol: bool
    sign_in_url: str
    how: str


def course_panel(course: Course, request: HttpRequest) -> dict[str, Any] | None:
    """Two queries for somebody signed in, one for a visitor. Cohorts by invitation show only to their
    learners.
    """
    now = timezone.now()
    own = (
        {one.run_id: one for one in Enrolment.objects.filter(person=request.user, run__course=course).exclude(
            state=EnrolmentState.WITHDRAWN
        )}
        if request.user.is_authenticated
        else {}
    )  # fmt: skip
    visible = Q(state=RunState.OPEN, enrolment_mode=EnrolmentMode.OPEN) & (
        Q(closes_at__isnull=True) | Q(closes_at__gt=now)
    )
    runs = CourseRun.objects.filter(visible | Q(pk__in=own), course=course).order_by("opens_at", "pk")
    return {
        "template": "courses/course_panel.html",
        "title": _("Cohorts"),
        "rows": [_row(run, own.get(run.pk), request) for run in runs],
    }


def _row(run: CourseRun, enrolment: Enrolment | None, request: HttpRequest) -> PanelRow:
    may_join = enrolment is None and run.enrolment_mode == EnrolmentMode.OPEN and run.is_open()
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    return PanelRow(
        run=run,
        enrolment=enrolment,
        can_enrol=may_join and request.user.is_authenticated,
        sign_in_url=sign_in if may_join and not request.user.is_authenticated else "",
        how=_("Not open yet.") if enrolment is None else "",
    )
