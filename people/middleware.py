"""What every signed-in request needs: the person's time zone and language, and the second factor's gate."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.generic import View

from languages.middleware import is_visit
from people.models import User
from people.preferences import adopt_language, stamp_seen
from people.roles import require_mfa, roles_of
from people.signin import has_second_factor

# How long roles in the session and the time of the last visit may be behind.
FRESH_SECONDS: Final = 300

# What stays open while a second factor is still missing: setting it up, and leaving.
OPEN_WITHOUT_SECOND_FACTOR: Final = frozenset(
    {"account_logout", "account_reauthenticate", "privacy", "help", "accessibility", "data_use"}
)


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        user.roles_memo = {}  # type: ignore[attr-defined]
        self.refresh(request, user)
        with timezone.override(user.zone):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if isinstance(request.user, User) and self.must_set_up(request, request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None

    def refresh(self, request: HttpRequest, user: User) -> None:
        """At most every few minutes: roles into the session, time of the visit into the profile."""
        now = timezone.now().timestamp()
        if now - request.session.get("refreshed_at", 0) > FRESH_SECONDS:
            held = roles_of(user)
            request.session["roles"] = sorted(held)
            request.session["needs_second_factor"] = require_mfa(user, held) and not has_second_factor(user)
            request.session["refreshed_at"] = now
            stamp_seen(user)
        if is_visit(request) and _has_language(request.path):
            adopt_language(user, translation.get_language())

    def must_set_up(self, request: HttpRequest, user: User) -> bool:
        if not request.session.get("needs_second_factor"):
            return False
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name in OPEN_WITHOUT_SECOND_FACTOR or name.startswith("mfa_"):
            return False
        if has_second_factor(user):
            request.session["needs_second_factor"] = False
            return False
        return True


def _has_language(path: str) -> bool:
    """Whether the address begins with a language, so that the visit says which one is wanted."""
    return path.split("/", 2)[1] in dict(settings.LANGUAGES)
