"""What this app holds about a person, and for how long a certificate keeps its name and its file.

A certificate is an administrative record: closing an account hides the name from the public, but who holds
the paper can still have it checked until the period ends. Then name and file go; number, dates and state
stay.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from credentials.models import Credential
from people.models import User

NOT_PRINTED = ("kana", "display", "mrz", "primary", "secondary")
BATCH = 200


def export_for(person: User) -> list[dict[str, Any]]:
    return [
        {
            "number": credential.shown_number,
            "state": credential.status,
            "issued_at": credential.issued_at,
            "valid_until": credential.valid_until,
            "ended_at": credential.revoked_at,
            "is_name_public": credential.is_name_public,
            "facts": credential.facts,
            "file_digest": credential.file_digest,
        }
        for credential in Credential.objects.for_person(person).order_by("pk")
    ]


def erase_for(person: User) -> None:
    """The account is closed: nothing stays that the printed certificate does not need."""
    for credential in Credential.objects.for_person(person).select_for_update():
        credential.is_name_public = False
        credential.facts["recipient"].update(dict.fromkeys(NOT_PRINTED, ""))
        credential.save(update_fields=["is_name_public", "facts"])


def dispose(before: datetime) -> int:
    """Take name and file from certificates older than their period, in small transactions."""
    disposed = 0
    while batch := _dispose_batch(before):
        disposed += batch
    return disposed


@transaction.atomic
def _dispose_batch(before: datetime) -> int:
    old = Credential.objects.filter(issued_at__lt=before).exclude(facts__recipient__native="")
    batch = list(old.select_for_update()[:BATCH])
    for credential in batch:
        storage, name = credential.file.storage, credential.file.name
        credential.facts["recipient"] = dict.fromkeys(credential.facts["recipient"], "")
        credential.file, credential.file_digest, credential.file_size, credential.drawn_at = "", "", 0, None
        credential.is_name_public = False
        credential.save(
            update_fields=["facts", "file", "file_digest", "file_size", "drawn_at", "is_name_public"]
        )
        if name:
            transaction.on_commit(partial(storage.delete, name))
    return len(batch)
