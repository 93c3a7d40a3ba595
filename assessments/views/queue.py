"""The address phones send their waiting answers to: one entry or many, now or later, once or again.

The queue holds no form token, because signing in renews it; the door is a same-origin check, the session, and
the attempt's own token.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assessments.answers import Entry, save_answers, seconds_left
from assessments.interactions.base import FIELD
from assessments.models import Attempt
from assessments.permissions import takeable_by

LARGEST_BODY = 512 * 1024
MOST_ENTRIES = 300
LONGEST_ID = 64
LARGEST_SERIAL = 2**31 - 1
ENTRY_FIELDS = ("client_id", "question", "answered_at", "language", "device", "serial")


class BadRequest(Exception):
    """What was sent cannot be read; carries the status and a sentence."""

    def __init__(self, status: int, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@csrf_exempt
@never_cache
@require_POST
def answers(request: HttpRequest, uuid: UUID) -> JsonResponse:
    received_at = timezone.now()
    if not is_same_origin(request):
        return _problem(403, _("This address takes answers only from this site's own pages."))
    if not request.user.is_authenticated:
        return _problem(401, _("Sign in again to send your answers. They stay on this device until then."))
    try:
        body = _read(request)
        entries = [_entry(raw) for raw in _list(body)]
        language = next((e.language for e in entries if e.language in dict(settings.LANGUAGES)), None)
        with translation.override(language or translation.get_language()):
            attempt, told = save_answers(
                _with_token(takeable_by(request.user).filter(uuid=uuid), body),
                entries,
                sent_at=_moment(body.get("sent_at")),
                received_at=received_at,
            )
            results = [
                {"client_id": one.client_id, "status": one.status, "message": one.message} for one in told
            ]
    except BadRequest as problem:
        return _problem(problem.status, problem.sentence)
    except Attempt.DoesNotExist:
        return _problem(404, _("There is no such attempt for you."))
    return JsonResponse(
        {
            "results": results,
            "saved_at": received_at.isoformat(),
            "seconds_left": seconds_left(attempt, timezone.now()),
        }
    )


def _problem(status: int, sentence: str | Promise) -> JsonResponse:
    return JsonResponse({"message": str(sentence)}, status=status)


def is_same_origin(request: HttpRequest) -> bool:
    """Browsers say where a request comes from: Sec-Fetch-Site, older ones Origin. Silence is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _with_token(found: Any, body: dict[str, Any]) -> Any:
    """Only the attempt the answers were made in; a queue somebody else left on the phone finds nothing."""
    token = body.get("token")
    if not isinstance(token, str) or not token or len(token) > LONGEST_ID:
        raise BadRequest(400, _("The answers carry no token. Open the question again and answer it."))
    return found.filter(token=token)


def _read(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise BadRequest(413, _("Too many answers at once. Send fewer."))
    if request.content_type != "application/json":
        return _from_form(request.POST)
    try:
        body = json.loads(request.body)
    except RequestDataTooBig:
        raise BadRequest(413, _("Too many answers at once. Send fewer.")) from None
    except (ValueError, RecursionError):
        raise BadRequest(400, _("The answers could not be read.")) from None
    if not isinstance(body, dict):
        raise BadRequest(400, _("The answers could not be read."))
    return body


def _from_form(posted: QueryDict) -> dict[str, Any]:
    """The same content as an ordinary form post: one entry."""
    fields = {name: posted.getlist(name) for name in posted if name == FIELD or name.startswith(f"{FIELD}-")}
    whole = fields.pop(FIELD, [])
    response: Any = {name.removeprefix(f"{FIELD}-"): values[-1] for name, values in fields.items()}
    if not response:
        response = whole if len(whole) > 1 else whole[0] if whole else None
    entry = {name: posted.get(name) for name in ENTRY_FIELDS}
    return {
        "token": posted.get("token"),
        "sent_at": posted.get("sent_at"),
        "entries": [entry | {"response": response}],
    }


def _list(body: dict[str, Any]) -> list[Any]:
    entries = body.get("entries")
    if not isinstance(entries, list) or not entries:
        raise BadRequest(400, _("The answers could not be read."))
    if len(entries) > MOST_ENTRIES:
        raise BadRequest(413, _("Too many answers at once. Send fewer."))
    return entries


def _entry(raw: Any) -> Entry:
    """What cannot be tied to a client id cannot be answered, so nothing of such a request is stored."""
    if not isinstance(raw, dict):
        raise BadRequest(400, _("The answers could not be read."))
    client_id, question, language = raw.get("client_id"), raw.get("question"), raw.get("language")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= LONGEST_ID or "\x00" in client_id:
        raise BadRequest(400, _("An answer carries no id. Open the question again and answer it."))
    if isinstance(question, str) and question.isascii() and question.isdigit() and len(question) < 6:
        question = int(question)
    if type(question) is not int or not 0 < question < 100_000:
        question = 0  # refused with the sentence for a question that does not exist
    device, serial = device_and_serial(raw)
    return Entry(
        client_id=client_id,
        question=question,
        response=raw.get("response"),
        answered_at=_moment(raw.get("answered_at")),
        language=language.lower() if isinstance(language, str) else "",
        device=device,
        serial=serial,
    )


def device_and_serial(raw: Mapping[str, Any]) -> tuple[str, int]:
    """The device's name for itself and its count of answers; a claim out of bounds is no claim at all."""
    device, serial = raw.get("device"), raw.get("serial")
    if isinstance(serial, str) and serial.isascii() and serial.isdigit() and len(serial) < 11:
        serial = int(serial)
    is_usable = isinstance(device, str) and 0 < len(device) <= LONGEST_ID and device.isprintable()
    if not is_usable or type(serial) is not int or not 0 < serial <= LARGEST_SERIAL:
        return "", 0
    return str(device), serial


def _moment(value: Any) -> datetime | None:
    """An ISO moment with its zone; anything else is no claim at all."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
