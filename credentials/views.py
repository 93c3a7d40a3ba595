"""Doors to certificates: one's own, and the public check. Fetch, ask permission, call one rule, answer."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from credentials import keys, limits, numbers, open_badges, verifying
from credentials.drawing import stored_file
from credentials.errors import MistypedNumber, NoSigner, UnreadableUpload
from credentials.forms import NameForm, NumberForm, UploadForm, VisibilityForm
from credentials.models import Achievement, Credential
from credentials.permissions import viewable_by
from credentials.verifying import Answer, State
from credentials.visibility import show_name
from credentials.wording import languages_for

PER_PAGE = 20
# Seconds until a page that waits for a drawing asks again; works without scripts.
PATIENCE = 2

# --- One's own certificates -----------------------------------------------------------------------


@login_required
@require_safe
def me_certificates(request: HttpRequest) -> HttpResponse:
    mine = Credential.objects.for_person(request.user).select_related("superseded_by")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(credential, verifying.answer_for(credential, language=_language())) for credential in page]
    return render(request, "credentials/me_certificates.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    credential = _visible(request, uuid)
    is_mine = credential.recipient_id == request.user.pk
    if request.method == "POST":
        return _choose_visibility(request, credential) if is_mine else _nothing()
    response = render(
        request,
        "credentials/certificate.html",
        {
            "credential": credential,
            "answer": verifying.answer_for(credential, language=_language()),
            "recipient": credential.facts["recipient"],
            "page_languages": languages_for(credential.facts["language"]),
            "is_mine": is_mine,
            "form": VisibilityForm(initial={"is_name_public": credential.is_name_public}),
            "check_url": f"{settings.BASE_URL}{reverse('verify_short', args=[credential.number])}",
        },
    )
    if not credential.is_drawn and not _has_failed(credential):
        response.headers["Refresh"] = str(PATIENCE)
    return _private(response)


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    credential = _visible(request, uuid)
    if not credential.is_drawn:
        return redirect("certificate", uuid=credential.uuid)
    etag = f'"{credential.file_digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(stored_file(credential), content_type="application/pdf")
        response.headers["Content-Disposition"] = (
            f'inline; filename="certificate-{credential.shown_number}.pdf"'
        )
        response.headers["ETag"] = etag
    return _private(response)


# --- The public check -----------------------------------------------------------------------------


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    if number := request.GET.get("number", "").strip():
        return redirect("verify", number=_tidy(number))
    form = NumberForm(request.GET if "number" in request.GET else None)
    return _question(request, form, UploadForm())


@require_safe
def verify_short(request: HttpRequest, number: str) -> HttpResponse:
    """The address in the QR code: any case, for ever; goes on to the page in the reader's language."""
    return _public(redirect("verify", number=_tidy(number)))


@csrf_exempt  # changes nothing, and a page without a referrer cannot prove where it came from
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """All states of a number; POST compares the name somebody reads on the paper."""
    try:
        numbers.parse(number)
    except MistypedNumber:
        return _answered(request, Answer(State.MISTYPED), typed=number)
    if not limits.take(request):
        return _too_often(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    is_same = (
        verifying.confirm_name(number, form.cleaned_data["name"])
        if form.is_bound and form.is_valid()
        else None
    )
    answer = verifying.verify(number, language=_language())
    return _answered(request, answer, typed=number, form=form, is_same=is_same)


@csrf_exempt  # as above; the file is read and forgotten
@require_POST
def verify_upload(request: HttpRequest) -> HttpResponse:
    if not limits.take(request):
        return _too_often(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = verifying.verify_upload(form.cleaned_data["file"], language=_language())
        except (UnreadableUpload, NoSigner) as refusal:
            form.add_error("file", str(refusal))
        else:
            return _public(
                render(request, "credentials/verify_upload.html", {"found": found, "answer": found.answer})
            )
    return _question(request, NumberForm(), form, status=422)


# --- For machines ---------------------------------------------------------------------------------


@require_GET
def did_document(request: HttpRequest) -> JsonResponse:
    """Who signs the attached credentials (did:web), for any verifier anywhere."""
    try:
        key = keys.badge_key().public_key()
    except NoSigner:
        raise Http404 from None
    issuer = open_badges.issuer_id(settings.BASE_URL, key)
    response = JsonResponse(open_badges.did_document(issuer, key), content_type="application/did+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_GET
def seal_root(request: HttpRequest) -> HttpResponse:
    """The root of the seal, for a PDF viewer to trust."""
    try:
        content = keys.read("root.pem")
    except NoSigner:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="manabiya-root.pem"'
    return response


@require_GET
def achievement_document(request: HttpRequest, code: str) -> JsonResponse:
    """What an attached credential calls its achievement. Nothing personal."""
    achievement = get_object_or_404(Achievement, code=code)
    address = f"{settings.BASE_URL}{reverse('achievement_document', args=[code])}"
    response = JsonResponse(open_badges.achievement_document(achievement, address))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# --- Parts ----------------------------------------------------------------------------------------


def _visible(request: HttpRequest, uuid: UUID) -> Credential:
    return get_object_or_404(
        viewable_by(request.user).select_related("drawing_job", "superseded_by"), uuid=uuid
    )


def _choose_visibility(request: HttpRequest, credential: Credential) -> HttpResponse:
    form = VisibilityForm(request.POST)
    if form.is_valid():
        show_name(credential, actor=request.user, is_public=form.cleaned_data["is_name_public"])  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
    return redirect("certificate", uuid=credential.uuid)


def _has_failed(credential: Credential) -> bool:
    job = credential.drawing_job
    return job is None or (job.is_finished and not credential.is_drawn)


def _question(request: HttpRequest, form: NumberForm, upload: UploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "upload": upload, "fingerprint": _fingerprint()}
    return _public(render(request, "credentials/verify_form.html", context, status=status))


def _fingerprint() -> str:
    try:
        return keys.root_fingerprint()
    except NoSigner:
        return ""


def _answered(request: HttpRequest, answer: Answer, **context: Any) -> HttpResponse:
    status = 200 if answer.is_genuine else 404
    return _public(render(request, "credentials/verify.html", {"answer": answer, **context}, status=status))


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "credentials/too_often.html", status=429)
    response.headers["Retry-After"] = "60"
    return _public(response)


def _public(response: HttpResponse) -> HttpResponse:
    """In no index, in no cache, and no other site learns the number from a link."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _nothing() -> HttpResponse:
    raise Http404


def _tidy(typed: str) -> str:
    """The number in its one spelling, or what was typed, shortened, for the page to answer kindly."""
    try:
        return numbers.parse(typed)
    except MistypedNumber:
        return typed[:60].replace("/", "-").strip() or "-"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
