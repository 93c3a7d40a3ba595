"""Doors of the frame: problem reports, error pages, the files browsers ask for at the root."""

import hashlib
from http import HTTPStatus

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import (
    get_language,
    get_language_from_request,
    get_supported_language_variant,
    override,
)
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from languages import registry
from people import roles
from people.views import mine_user
from website import dashboard, problems, styleguide
from website.errors import TooManyReports
from website.forms import ProblemForm


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = dashboard.home_for(mine_user(request), roles.menu_roles(request))
    return render(request, "website/dashboard.html", {"home": found})


def report_problem(request: HttpRequest) -> HttpResponse:
    form = ProblemForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    if request.method == "POST" and form.is_valid():
        try:
            problems.report_problem(
                text=form.cleaned_data["text"],
                page_url=form.cleaned_data["page"],
                contact=form.cleaned_data["contact"],
                language=get_language() or "",
                reporter=request.user if request.user.is_authenticated else None,
                sender=sender(request),
            )
        except TooManyReports as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your report has reached the people who run this site."))
            return redirect(same_site(form.cleaned_data["page"]))
    return render(request, "website/report_problem.html", {"form": form})


def sender(request: HttpRequest) -> str:
    """A person, or a digest of the device's address that nobody can read back."""
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    address = get_client_ip(request) or ""
    return hashlib.blake2b(
        address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()


def same_site(path: str) -> str:
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return f"/{get_language()}/"


# --- Errors ---------------------------------------------------------------------------------------


def error_page(request: HttpRequest, status: HTTPStatus, name: str) -> HttpResponse:
    return render(request, f"website/errors/{name}.html", status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # The request itself may be what is broken (a forged host, for one), so this page asks nothing of it.
    return bare_page(request, HTTPStatus.BAD_REQUEST, "400")


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN, "403")


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN, "csrf")


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND, "404")


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    return bare_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "500")


def bare_page(request: HttpRequest, status: HTTPStatus, name: str) -> HttpResponse:
    """An error page that touches neither database nor session."""
    language = language_of(request)
    with override(language):
        body = render_to_string(
            "website/errors/bare.html",
            {
                "name": name,
                "site_name": settings.WAGTAIL_SITE_NAME,
                "html_lang": registry.html_tag(language),
                "html_dir": registry.direction(language),
                "home_url": f"/{language}/",
            },
        )
    return HttpResponse(body, status=status)


def language_of(request: HttpRequest) -> str:
    first = request.path.lstrip("/").partition("/")[0]
    try:
        return get_supported_language_variant(first)
    except LookupError:
        return get_language_from_request(request)


# --- Files at the root ----------------------------------------------------------------------------


@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/admin/", "/answers/", "/v/"))]
    lines += [
        f"Disallow: /{code}/{part}/"
        for code, _name in settings.LANGUAGES
        for part in ("me", "learn", "coord")
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "name": settings.WAGTAIL_SITE_NAME,
            "short_name": settings.WAGTAIL_SITE_NAME,
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#000060",
            "icons": [
                {"src": static("website/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    files = [static(f"website/{name}") for name in ("app.css", "app.js", "outbox.js", "icon.svg")]
    offline = [
        reverse("offline_page") if code == get_language() else f"/{code}/offline/"
        for code, _n in settings.LANGUAGES
    ]
    version = hashlib.blake2b("".join(files).encode(), digest_size=6).hexdigest()
    return render(
        request,
        "website/sw.js",
        {"files": files, "offline": offline, "outbox": static("website/outbox.js"), "version": version},
        content_type="text/javascript",
    )


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """What a phone shows for a page it does not hold; the same for everybody, so that it may be stored."""
    language = get_language() or settings.LANGUAGE_CODE
    return HttpResponse(
        render_to_string(
            "website/errors/bare.html",
            {
                "name": "offline",
                "site_name": settings.WAGTAIL_SITE_NAME,
                "html_lang": registry.html_tag(language),
                "html_dir": registry.direction(language),
                "home_url": f"/{language}/",
            },
        )
    )


# --- For staff ------------------------------------------------------------------------------------


@login_required
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    language = request.GET.get("language") or get_language() or settings.LANGUAGE_CODE
    data = styleguide.samples(language)
    with override(data["language"]):
        return render(request, "website/styleguide.html", data)
