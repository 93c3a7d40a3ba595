"""Personal pages that a phone may keep: validated with the server each time, sent again only when they
changed.
"""

import hashlib
import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

# Form token and practice tickets are made anew for every response; they are no change of the page.
FORM_TOKEN: Final = re.compile(rb'name="(?:csrfmiddlewaretoken|ticket)" value="[^"]*"')


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add a weak ETag over what the reader sees; answer 304 when the reader has it already."""
    patch_vary_headers(response, ["Cookie"])
    response["Cache-Control"] = "private, no-cache"
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    seen = FORM_TOKEN.sub(b"", response.content)
    etag = f'W/"{hashlib.sha256(seen).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
