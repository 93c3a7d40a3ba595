from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


class Unrendered:
    """Whoever got as far as a page has got in; what stands on it costs time and is tested elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        page = HttpResponse(status=response.status_code)
        page.render = lambda: page  # type: ignore[attr-defined]
        return page
