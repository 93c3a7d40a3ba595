"""Pages for those who help others in: slips, recovery, requests about data, the mail of a demonstration."""

from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from people import invitations, permissions, privacy, recovery
from people.errors import DataRequestRefused, RecoveryRefused
from people.forms import AnswerRequestForm, VouchForm
from people.models import DataRequest, Membership, OutgoingMail, PassKind, User
from people.roles import is_administrator
from people.views import mine_user

PAGE_SIZE = 60


@login_required
@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Choose people, then print: every slip is a new one-time code, shown on this page only."""
    printable = permissions.slip_printable_by(request.user)
    if not printable.exists():
        raise Http404
    if request.method == "POST":
        ticked = filter(None, map(_uuid, request.POST.getlist("person")))
        chosen = printable.filter(uuid__in=list(ticked)).order_by("native_name")
        if chosen:
            return _printed(request, chosen)
        messages.error(request, _("Choose at least one person."))
    query = request.GET.get("q", "").strip()
    if query:
        printable = printable.filter(
            Q(native_name__icontains=query)
            | Q(primary_identifier__icontains=query)
            | Q(code__istartswith=query)
            | Q(memberships__in=Membership.objects.current().filter(agency__code__icontains=query))
        ).distinct()
    page = Paginator(printable.order_by("native_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "people/slips.html", {"page": page, "query": query})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _printed(request: HttpRequest, persons: QuerySet[User]) -> HttpResponse:
    issued = invitations.issue_slips(persons, actor=mine_user(request))
    rows = [{"slip": slip, "square": square(slip.url)} for slip in issued]
    return render(request, "people/slips_print.html", {"rows": rows, "days": invitations.DAYS[PassKind.SLIP]})


def square(url: str) -> str:
    """The QR code as inline SVG without style attributes."""
    return mark_safe(  # noqa: S308 (drawn by segno from our own address)
        segno.make(url, error="m").svg_inline(scale=3, border=2, svgclass=None, lineclass=None, light="#fff")
    )


# --- Recovery -------------------------------------------------------------------------------------


@login_required
@never_cache
def recoveries(request: HttpRequest) -> HttpResponse:
    user = mine_user(request)
    vouchable = permissions.vouchable_by(user)
    if not vouchable.exists():
        raise Http404
    code = request.GET.get("code", "").strip()
    found = vouchable.filter(code__iexact=code).first() if code else None
    named = vouchable.filter(recovery_contact__contact=user)[:20]
    waiting = permissions.recovery_confirmable_by(user).select_related("person", "vouched_by")
    context = {"code": code, "found": found, "named": named, "waiting": waiting, "form": VouchForm()}
    return render(request, "people/recoveries.html", context)


@login_required
@require_POST
def recovery_vouch(request: HttpRequest, uuid: str) -> HttpResponse:
    user = mine_user(request)
    person = get_object_or_404(permissions.vouchable_by(user), uuid=uuid)
    try:
        recovery.vouch(person, actor=user, evidence=request.POST.get("evidence", "")[:300])
    except RecoveryRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Recorded. Another administrator must confirm; then a code is issued."))
    return redirect("recoveries")


@login_required
@require_POST
@never_cache
def recovery_confirm(request: HttpRequest, uuid: str) -> HttpResponse:
    user = mine_user(request)
    waiting = get_object_or_404(permissions.recovery_confirmable_by(user), uuid=uuid)
    if "decline" in request.POST:
        recovery.decline(waiting, actor=user)
        messages.success(request, _("The request is closed. No code was issued."))
        return redirect("recoveries")
    try:
        slip = recovery.confirm(waiting, actor=user)
    except RecoveryRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("recoveries")
    rows = [{"slip": slip, "square": square(slip.url)}]
    return render(
        request, "people/slips_print.html", {"rows": rows, "days": invitations.DAYS[PassKind.RECOVERY]}
    )


# --- Requests about personal data -----------------------------------------------------------------


@login_required
@never_cache
def data_requests(request: HttpRequest) -> HttpResponse:
    requests = permissions.data_requests_handled_by(request.user).select_related("person", "handled_by")
    if not requests.exists() and not is_administrator(request.user):
        raise Http404
    page = Paginator(requests.order_by("handled_at", "asked_at"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "people/data_requests.html", {"page": page})


@login_required
@never_cache
def data_request(request: HttpRequest, uuid: str) -> HttpResponse:
    user = mine_user(request)
    asked: DataRequest = get_object_or_404(permissions.data_requests_handled_by(user), uuid=uuid)
    form = AnswerRequestForm(request.POST or None)
    if request.method == "POST" and ("take" in request.POST or form.is_valid()):
        try:
            if "take" in request.POST:
                privacy.take(asked, actor=user)
            else:
                is_done = form.cleaned_data["is_done"] == "yes"
                privacy.answer(asked, actor=user, is_done=is_done, text=form.cleaned_data["text"])
        except DataRequestRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("data_requests")
    return render(request, "people/data_request.html", {"asked": asked, "form": form})


# --- Mail of a demonstration ----------------------------------------------------------------------


@login_required
@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    mails = permissions.mails_read_by(request.user)
    if not permissions.can_open_mailbox(request.user):
        raise Http404
    page = Paginator(mails.defer("html", "text"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "people/mailbox.html", {"page": page})


@login_required
@require_safe
@never_cache
def mailbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(permissions.mails_read_by(request.user), pk=pk)
    return render(request, "people/mailbox_mail.html", {"mail": mail})


@login_required
@require_safe
@never_cache
@xframe_options_sameorigin
def mailbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part as a mail program shows it: inline styles allowed, everything else shut."""
    mail: OutgoingMail = get_object_or_404(permissions.mails_read_by(request.user), pk=pk)
    response = HttpResponse(mail.html)
    response._csp_replace = {"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]}  # type: ignore[attr-defined]
    return response
