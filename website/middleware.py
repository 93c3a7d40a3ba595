"""What the frame does to every answer: the content security policy, and the way back to a form.

The policy is strict on every page of ours; inline code is allowed only where Wagtail needs it.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

# Wagtail's editors, explorer and reports carry inline scripts and styles, frames and blob pictures.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "media-src": [SELF, "blob:"],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(reverse("wagtailadmin_home")):
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


# An address that takes only what a form sends -> the page on which that form stands, and what its address needs.
FORM_PAGES: Final = {
    "unit_done": ("learn_unit", ("run", "unit")),
    "start_attempt": ("learn_unit", ("run", "unit")),
    "acknowledge_handling": ("learn_outline", ("run",)),
    "attempt_submit": ("attempt_review", ("uuid",)),
    "attempt_settle": ("attempt_result", ("uuid",)),
    "practice_check": ("catalogue", ()),
    "coord_import": ("coord_people", ("run",)),
    "coord_ease": ("coord_person", ("run", "learner")),
    "coord_admit": ("coord_person", ("run", "learner")),
    "coord_transfer": ("coord_person", ("run", "learner")),
    "me_contact": ("me_settings", ()),
    "me_data_file": ("me_data", ()),
    "recovery_vouch": ("recoveries", ()),
    "recovery_confirm": ("recoveries", ()),
    "verify_upload": ("verify_form", ()),
}


class FormPageMiddleware:
    """Whoever signs in again in the middle of a form, or changes the language of what a form answered, asks for the
    form's address without sending anything: an empty page to a browser. They are led to the form instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if (
            response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
            or request.method != "GET"
            or match is None
            or match.url_name not in FORM_PAGES
        ):
            return response
        page, needed = FORM_PAGES[match.url_name]
        messages.info(request, _("Nothing was sent. Here is the page with the button."))
        return redirect(page, **{name: match.kwargs[name] for name in needed})
