"""A person's own pages: settings, notices, data."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people import letters, notifications, privacy, recovery
from people.errors import DataRequestRefused, RecoveryRefused
from people.forms import DataRequestForm, RecoveryContactForm, SettingsForm
from people.models import DataRequest, Notification, RecoveryContact, User
from people.permissions import slip_printable_by, vouchable_by
from people.views import mine_user

PAGE_SIZE = 20


@login_required
@never_cache
def me_settings(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    form = SettingsForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Your settings are saved."))
        return redirect(letters.in_language(request.path, user.language))
    contact = RecoveryContact.objects.filter(person=user).select_related("contact").first()
    return render(
        request,
        "people/settings.html",
        {
            "form": form,
            "contact": contact,
            "contact_form": RecoveryContactForm(),
            "can_print_slips": slip_printable_by(user).exists(),
            "can_vouch": vouchable_by(user).exists(),
        },
    )


@login_required
@require_POST
def me_contact(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    form = RecoveryContactForm(request.POST)
    if form.is_valid():
        try:
            recovery.name_contact(user, form.cleaned_data["contact"], actor=user)
        except RecoveryRefused as refusal:
            form.add_error("contact", str(refusal))
        else:
            messages.success(request, _("Your contact is saved."))
            return redirect("me_settings")
    return render(
        request,
        "people/settings.html",
        {"form": SettingsForm(instance=user), "contact_form": form},
        status=422,
    )


@login_required
@never_cache
def me_notices(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    if request.method == "POST":
        notifications.mark_read(Notification.objects.for_person(user))
        return redirect("me_notices")
    page = Paginator(Notification.objects.for_person(user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "people/notices.html", {"page": page})


@login_required
@require_safe
def me_notice(request: HttpRequest, uuid: str) -> HttpResponse:
    """Reading a notice marks it and leads to what it is about."""
    notice = get_object_or_404(Notification, uuid=uuid, person=mine_user(request))
    notifications.mark_read(Notification.objects.filter(pk=notice.pk))
    target = letters.in_language(notice.url, translation.get_language() or notice.language)
    if notice.url and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return redirect(target)
    return render(request, "people/notice.html", {"notice": notice})


@login_required
@never_cache
def me_data(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            privacy.ask(user, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"])
        except DataRequestRefused as refusal:
            form.add_error("kind", str(refusal))
        else:
            messages.success(request, _("Your request is received. The answer comes to your notices."))
            return redirect("me_data")
    return render(request, "people/data.html", _data_page(user, form))


def _data_page(user: User, form: DataRequestForm) -> dict[str, object]:
    return {
        "form": form,
        "requests": DataRequest.objects.filter(person=user).order_by("-asked_at"),
        "retention": privacy.retention_table(),
    }


@login_required
@require_POST
def me_data_file(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    held = privacy.export(user, actor=user)
    text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{user.code}.json"'
    response["Cache-Control"] = "no-store"
    return response
