"""The frame's links: tabs by what a person does here, and the same page in every other language.

Owns: which tabs a person sees, and where a language link leads. Refuses to know: what stands on those pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from languages import registry
from people import roles
from people.models import MembershipRole, Notification


@dataclass(frozen=True)
class LanguageLink:
    code: str
    tag: str
    dir: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Tab:
    name: str
    url: str
    is_current: bool
    count: int = 0


def language_menu(request: HttpRequest) -> list[LanguageLink]:
    """The page being read, in each language of the site."""
    current = get_language()
    addresses = page_addresses(request)
    return [
        LanguageLink(
            code=code,
            tag=registry.html_tag(code),
            dir=registry.direction(code),
            name=name,
            url=addresses.get(code) or other_address(request, code, has_page=bool(addresses)),
            is_current=code == current,
        )
        for code, name in settings.LANGUAGES
    ]


def other_address(request: HttpRequest, code: str, *, has_page: bool) -> str:
    """Our own views keep their address but for the prefix; an untranslated page leads to the front page."""
    if has_page:
        return f"/{code}/"
    first, _slash, rest = request.path.lstrip("/").partition("/")
    if first not in dict(settings.LANGUAGES):
        return f"/{code}/"
    query = request.META.get("QUERY_STRING", "") if request.method == "GET" else ""
    return f"/{code}/{rest}" + (f"?{query}" if query else "")


def page_addresses(request: HttpRequest) -> dict[str, str]:
    """Language code to address, for a page of the CMS and its live translations."""
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None:
        return {}
    pages = Page.objects.filter(translation_key=route.page.translation_key).live().select_related("locale")
    return {page.locale.language_code: page.get_url(request) for page in pages}


def unread_notices(request: HttpRequest) -> int:
    if not request.user.is_authenticated:
        return 0
    return Notification.objects.for_person(request.user).unread().count()


def address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def wanted_tabs(request: HttpRequest) -> Iterator[tuple[str, str, int]]:
    if not request.user.is_authenticated:
        yield _("Courses"), "catalogue", 0
        yield _("Check a certificate"), "verify_form", 0
        return
    yield _("Home"), "dashboard", 0
    # Before the rest: on a phone the row of tabs may be longer than the screen.
    held = roles.menu_roles(request)
    if roles.COORDINATOR in held:
        yield _("Cohorts"), "coord_home", 0
    if MembershipRole.CONTACT in held:
        yield _("My unit"), "unit_home", 0
    yield _("Courses"), "catalogue", 0
    yield _("Certificates"), "me_certificates", 0
    yield _("Notices"), "me_notices", unread_notices(request)


def tabs(request: HttpRequest) -> list[Tab]:
    """The tabs of this person, the current one marked: the longest address the path begins with."""
    if not hasattr(request, "user"):
        return []
    found = [(name, url, count) for name, view, count in wanted_tabs(request) if (url := address(view))]
    home = address("dashboard")
    matches = [
        url
        for _name, url, _count in found
        if request.path == url or (url != home and request.path.startswith(url))
    ]
    current = max(matches, key=len, default=None)
    return [Tab(name, url, url == current, count) for name, url, count in found]
