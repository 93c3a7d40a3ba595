"""Certificates in the CMS: what can be awarded, who signs, in whose name, and the register with its two acts.

Awards are never written here: they are issued by rule, and ended by ``revoking``.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from credentials.errors import CredentialError
from credentials.forms import ReasonForm
from credentials.issuing import redraw
from credentials.models import Achievement, Credential, Issuer, Signatory
from credentials.permissions import ISSUERS, can_manage, can_oversee, revocable_by
from credentials.revoking import reissue, revoke
from languages.panels import language_tabs
from people.models import Appointment, User


class ByRole(BasePermissionPolicy):
    """Administrators and managers may do what is listed; overseers may look."""

    def __init__(self, model: type[Model], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "view":
            return can_oversee(user)
        return action in self.actions and can_manage(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        appointed = Appointment.objects.current().filter(role__in=ISSUERS).values("person")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=appointed), is_active=True)


def register_policies() -> None:
    for model, actions in (
        (Achievement, ("add", "change")),
        (Signatory, ("add", "change")),
        (Issuer, ("change",)),
        (Credential, ()),
    ):
        register_permission_policy(model, ByRole(model, actions), exact_class=True)


class AchievementViewSet(ModelViewSet):
    model = Achievement
    icon = "tick-inverse"
    menu_label = _("Achievements")
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        TitleColumn("title", label=_("Title"), url_name="achievements:edit"),
        "code",
        "kind",
        "level",
        "is_active",
    ]
    list_filter = ["kind", "level", "is_active"]
    search_fields = ["code", "title_en", "title_ja"]
    edit_handler = language_tabs(
        ["title", "description", "criteria"],
        [
            FieldPanel("code"),
            FieldPanel("kind"),
            FieldPanel("level"),
            FieldPanel("minutes"),
            FieldPanel("is_active"),
        ],
    )


class SignatoryViewSet(ModelViewSet):
    model = Signatory
    icon = "edit"
    menu_label = _("Signatories")
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        TitleColumn("native_name", label=_("Name"), url_name="signatories:edit"),
        "post",
        DateColumn("valid_from"),
        DateColumn("valid_to"),
    ]
    edit_handler = language_tabs(
        ["post"],
        [
            FieldPanel("native_name"),
            FieldPanel("latin_name"),
            FieldPanel("valid_from"),
            FieldPanel("valid_to"),
            FieldPanel("position"),
        ],
    )


class CredentialViewSet(ModelViewSet):
    model = Credential
    icon = "doc-full-inverse"
    menu_label = _("Certificates issued")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = "credentials/admin/inspect.html"
    form_fields: list[str] = []
    inspect_view_fields = [
        "shown_number",
        "recipient",
        "achievement",
        "status",
        "issued_at",
        "valid_until",
        "revoked_at",
        "revoked_by",
        "revocation_reason",
        "supersedes",
        "drawn_at",
        "file_digest",
    ]
    list_display = [
        TitleColumn("shown_number", label=_("Number"), url_name="certificates:inspect"),
        "recipient",
        "achievement",
        Column("get_status_display", label=_("State")),
        DateColumn("issued_at"),
    ]
    list_filter = ["status", "achievement", "issued_at"]
    search_fields = ["number", "recipient__native_name", "recipient__code"]
    list_select_related = ["recipient", "achievement"]
    ordering = ["-issued_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("revoke/<int:pk>/", revoke_view, name="revoke"),
            path("reissue/<int:pk>/", reissue_view, name="reissue"),
            path("draw/<int:pk>/", draw_view, name="draw"),
        ]


class CertificatesGroup(ModelViewSetGroup):
    menu_label = _("Certificates")
    menu_icon = "tick-inverse"
    menu_order = 700
    items = (
        CredentialViewSet("certificates"),
        AchievementViewSet("achievements"),
        SignatoryViewSet("signatories"),
    )


def revoke_view(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, revoke, title=_("Revoke a certificate"), button=_("Revoke"), done=_("Revoked."))


def reissue_view(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        reissue,
        title=_("Reissue a certificate"),
        button=_("Reissue"),
        done=_("Reissued; the old certificate now says that it was replaced."),
    )


@require_POST
def draw_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, after whatever was in the way (a missing key, say) is gone."""
    credential = get_object_or_404(revocable_by(request.user), pk=pk, drawn_at=None)
    redraw(credential, actor=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The PDF is being made."))
    return redirect("certificates:inspect", pk=pk)


def _act(
    request: HttpRequest, pk: int, rule: Callable[..., Credential], *, title: Any, button: Any, done: Any
) -> HttpResponse:
    credential = get_object_or_404(revocable_by(request.user), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            result = rule(credential, actor=request.user, reason=form.cleaned_data["reason"])
        except CredentialError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("certificates:inspect", pk=result.pk)
    return render(
        request,
        "credentials/admin/reason.html",
        {
            "form": form,
            "credential": credential,
            "page_title": title,
            "button": button,
            "header_icon": "doc-full-inverse",
            "back": reverse("certificates:inspect", args=[credential.pk]),
        },
    )
