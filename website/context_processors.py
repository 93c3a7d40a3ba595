"""What every page's frame needs; everything that costs a query waits until a template asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from curriculum import gate
from languages import registry
from website import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "html_lang": registry.html_tag(language),
        "html_dir": registry.direction(language),
        "language_name": registry.NAMES.get(language, language),
        "language_menu": SimpleLazyObject(lambda: navigation.language_menu(request)),
        "home_url": f"/{language}/",
        "tabs": SimpleLazyObject(lambda: navigation.tabs(request)),
        "unread_notices": SimpleLazyObject(lambda: navigation.unread_notices(request)),
        "is_demonstration": settings.IS_DEMONSTRATION,
        "shows_unchecked": SimpleLazyObject(gate.shows_unchecked),
    }
