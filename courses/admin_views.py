"""Cohorts in the CMS: managers plan, open, move and close them.

Rows are written by the rules of ``courses.runs``; people and progress stay on the coordinator's pages.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from courses import enrolment, runs
from courses.errors import RunRefused
from courses.models import CourseRun, RunStaff, RunState
from courses.permissions import MANAGERS, manageable_by
from curriculum.models import CourseRelease
from languages.panels import language_tabs
from people import audit
from people.models import Appointment, User
from people.roles import has_role
from people.views import mine_user


class ManagersOnly(BasePermissionPolicy):
    """Managers and administrators; a cohort is closed, never deleted."""

    def __init__(self, model: type[Model], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and has_role(user, *MANAGERS)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        appointed = Appointment.objects.current().filter(role__in=MANAGERS).values("person")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=appointed), is_active=True)


def register_policies() -> None:
    for model, actions in (
        (CourseRun, ("add", "change", "view")),
        (RunStaff, ("add", "change", "view", "delete")),
    ):
        register_permission_policy(model, ManagersOnly(model, actions), exact_class=True)


# --- Cohorts --------------------------------------------------------------------------------------
class RunForm(WagtailAdminModelForm):
    """A release is chosen while the cohort is planned; later it is moved, by rule."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        releases = CourseRelease.objects.select_related("course").order_by("course__code", "-number")
        self.fields["release"] = ReleaseField(
            queryset=releases, label=_("Release"), disabled=self._is_fixed()
        )

    def _is_fixed(self) -> bool:
        return self.instance.pk is not None and self.instance.state != RunState.PLANNED

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seats = data.get("seats")
        if seats is not None and seats < self.instance.seats_taken:
            self.add_error("seats", _("More seats than that are taken already."))
        if data.get("closes_at") and data.get("opens_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("The cohort must close after it opens."))
        return data

    def save(self, commit: bool = True) -> CourseRun:
        run = self.instance
        run.course_id = run.release.course_id
        run.unit_count = run.release.units.studied().count()
        return super().save(commit)


class ReleaseField(forms.ModelChoiceField):
    def label_from_instance(self, release: CourseRelease) -> str:
        return f"{release.course.code} {release.course} · {release.number}"


class RunCreateView(CreateView):
    def save_instance(self) -> CourseRun:
        run = super().save_instance()
        audit.record(self.request.user, "run.planned", "run", run.pk, release=run.release_id)
        return run


class RunEditView(EditView):
    def save_instance(self) -> CourseRun:
        run = super().save_instance()
        audit.record(self.request.user, "run.changed", "run", run.pk, fields=sorted(self.form.changed_data))
        # More seats are for those who wait.
        enrolment.admit_next(run, actor=self.request.user)
        return run

    @property
    def header_buttons(self) -> list[Any]:
        offered = {RunState.PLANNED: ["open", "move"], RunState.OPEN: ["move", "close"]}
        return [
            *super().header_buttons,
            *(
                HeaderButton(ACTS[name].button, url=reverse(f"cohorts:{name}", args=[self.object.pk]))
                for name in offered.get(RunState(self.object.state), [])
            ),
        ]


class RunViewSet(ModelViewSet):
    model = CourseRun
    icon = "group"
    menu_label = _("Cohorts")
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = RunCreateView
    edit_view_class = RunEditView
    list_display = [
        TitleColumn("title", label=_("Title"), url_name="cohorts:edit"),
        "course",
        Column("get_state_display", label=_("State")),
        DateColumn("opens_at"),
        DateColumn("closes_at"),
        "seats_taken",
    ]
    list_filter = ["state", "course", "enrolment_mode"]
    search_fields = ["slug", "title_en", "title_ja"]
    ordering = ["-opens_at"]
    edit_handler = language_tabs(
        ["title"],
        [
            FieldRowPanel([FieldPanel("release"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldRowPanel([FieldPanel("enrolment_mode"), FieldPanel("seats")]),
        ],
    )
    edit_handler.base_form_class = RunForm

    def get_urlpatterns(self) -> list[URLPattern]:
        acts = [path(f"{name}/<int:pk>/", act_view, {"name": name}, name=name) for name in ACTS]
        return [*super().get_urlpatterns(), *acts]


# --- What happens to a cohort ---------------------------------------------------------------------
class ConfirmForm(forms.Form):
    """Nothing to say: opening and closing only ask whether it is meant."""


class MoveForm(forms.Form):
    release = ReleaseField(queryset=CourseRelease.objects.none(), label=_("Release"))


class Act:
    """A rule of ``courses.runs`` with the words around it."""

    def __init__(self, button: Any, title: Any, text: Any, rule: Callable[..., CourseRun]) -> None:
        self.button, self.title, self.text, self.rule = button, title, text, rule


ACTS = {
    "open": Act(
        pgettext_lazy("button", "Open"),
        _("Open the cohort"),
        _("Completion rule and quizzes of the release are fixed for this cohort. This cannot be undone."),
        runs.open_run,
    ),
    "close": Act(
        _("Close"),
        _("Close the cohort"),
        _("Nobody joins any more. Who has not finished keeps the lessons and the record."),
        runs.close_run,
    ),
    "move": Act(
        _("Move to another release"),
        _("Move the cohort to another release"),
        _(
            "Unchanged lessons stay done, changed ones are to be read again. "
            "Quizzes that somebody began keep their questions."
        ),
        runs.move_run,
    ),
}


def act_view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    run = get_object_or_404(manageable_by(mine_user(request)).select_related("course", "release"), pk=pk)
    act = ACTS[name]
    form = _act_form(run, name, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            act.rule(run, *form.cleaned_data.values(), actor=request.user)
        except RunRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done."))
            return redirect("cohorts:edit", run.pk)
    context = {"run": run, "act": act, "form": form, "back": reverse("cohorts:edit", args=[run.pk])}
    return render(request, "courses/admin/act.html", context)


def _act_form(run: CourseRun, name: str, data: Any) -> forms.Form:
    if name != "move":
        return ConfirmForm(data)
    form = MoveForm(data)
    cast(forms.ModelChoiceField, form.fields["release"]).queryset = run.course.releases.exclude(
        pk=run.release_id
    ).select_related("course")
    return form


# --- Who looks after them -------------------------------------------------------------------------
class StaffCreateView(CreateView):
    def save_instance(self) -> RunStaff:
        chosen = self.form.instance
        return runs.appoint_staff(chosen.run, chosen.person, role=chosen.role, actor=self.request.user)


class StaffDeleteView(DeleteView):
    def delete_action(self) -> None:
        runs.dismiss_staff(self.object, actor=self.request.user)


class RunStaffViewSet(ModelViewSet):
    model = RunStaff
    icon = "user"
    menu_label = _("Coordinators and instructors")
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = StaffCreateView
    delete_view_class = StaffDeleteView
    list_display = [
        TitleColumn("person", label=_("Person"), url_name="cohort-staff:delete"),
        "run",
        Column("get_role_display", label=_("Role")),
    ]
    list_filter = ["run", "role"]
    search_fields = ["person__native_name", "person__code", "run__slug"]
    list_select_related = ["person", "run"]
    ordering = ["run", "role", "pk"]
    form_fields = ["run", "person", "role"]


class CohortsGroup(ModelViewSetGroup):
    menu_label = _("Cohorts")
    menu_icon = "group"
    menu_order = 650
    items = (RunViewSet("cohorts"), RunStaffViewSet("cohort-staff"))
