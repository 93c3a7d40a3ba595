"""The door: entering with a code from a slip, a letter or a recovery, and stopping mails with one tap."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from people import invitations, notifications
from people.errors import PassRefused
from people.forms import EntryCodeForm, EntryPasswordForm
from people.models import NotificationKind

SESSION_KEY = "entry_code"


@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Where the CMS sends everybody it does not let in. To the signed-in its rooms do not exist; sending
    them to sign in again would send them round in a circle."""
    if request.user.is_authenticated:
        raise Http404
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


@never_cache
def entry(request: HttpRequest) -> HttpResponse:
    """Type the code. Wrong codes are limited per address, so that nobody tries them all."""
    form = EntryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _enter(request, form)
    return render(request, "people/entry.html", {"form": form})


@never_cache
@require_safe
def entry_with_code(request: HttpRequest, code: str) -> HttpResponse:
    """From a printed square or a mail. Nothing is used up before the password is set: programs open links."""
    return _enter(request, EntryCodeForm({"code": code}))


def _enter(request: HttpRequest, form: EntryCodeForm) -> HttpResponse:
    if not ratelimit.consume(request, app="allauth.account", action="entry_code", limit_get=True):
        form.add_error("code", _("Too many attempts. Wait a few minutes, then try again."))
        return render(request, "people/entry.html", {"form": form}, status=429)
    try:
        invitations.find(form.data["code"])
    except PassRefused as refusal:
        form.add_error("code", str(refusal))
        return render(request, "people/entry.html", {"form": form}, status=200 if request.POST else 404)
    request.session[SESSION_KEY] = form.data["code"]
    return redirect("entry_password")


@never_cache
def entry_password(request: HttpRequest) -> HttpResponse:
    """Choose a password; this uses the code up and signs the person in."""
    code = request.session.get(SESSION_KEY, "")
    try:
        person = invitations.find(code).person
        form = EntryPasswordForm(request.POST or None, person=person)
        if request.method == "POST" and form.is_valid():
            person = invitations.accept(code, password=form.cleaned_data["password1"])
            del request.session[SESSION_KEY]
            record_authentication(request, person, method="password")
            return perform_login(request, Login(user=person))
    except PassRefused as refusal:
        empty = EntryCodeForm({"code": code} if code else None)
        if code:
            empty.add_error("code", str(refusal))
        return render(request, "people/entry.html", {"form": empty})
    except ValidationError as problem:
        form.add_error("password1", problem)
    return render(request, "people/entry_password.html", {"form": form, "person": person})


@csrf_exempt
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks, a POST stops: mail programs that open every link must not unsubscribe anybody."""
    if request.method != "POST":
        return render(request, "people/stop_mail.html", {"token": token})
    kind = notifications.stop_by_token(token)
    label = NotificationKind(kind).label if kind else ""
    return render(
        request, "people/stop_mail.html", {"kind": label, "is_broken": not kind}, status=200 if kind else 404
    )
