"""Which language a request speaks: the address first, then the chosen one (cookie), then the browser's."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language, get_language_from_path

# Addresses that exist without a language. Without this list Wagtail's catch-all would turn every 404 below
# them into a redirect to /en/….
UNPREFIXED = frozenset(
    {
        "admin", "answers", "credentials", "files", "health", "issuers", "keys", "manifest.webmanifest", "media",
        "offline", "robots.txt", "static", "status", "styleguide", "sw.js", "v", ".well-known", "achievements",
        "favicon.ico",
    }
)  # fmt: skip


def is_visit(request: HttpRequest) -> bool:
    """Somebody opens a page. What a script or the service worker fetches says nothing about the reader's choice.

    Browsers name the kind of request (Fetch Metadata, Sec-Fetch-Mode); those that do not are believed.
    """
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and not request.headers.get("HX-Request")
    )


class LanguageMiddleware(LocaleMiddleware):
    """Django's, without redirects for addresses that have no language, and remembering the language read last."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        first = request.path_info.strip("/").split("/", 1)[0].lower()
        if first in UNPREFIXED:
            response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
            return response
        answer = super().process_response(request, response)
        chosen = get_language_from_path(request.path_info)
        if (
            chosen
            and is_visit(request)
            and answer.status_code == 200
            and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != chosen
        ):
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
            )
        return answer
