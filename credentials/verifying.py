"""What the public learns about a certificate: its state and its plain facts, never more of a name than is
known.

Numbers with a typing mistake are told apart before anybody is looked up. An uploaded file is checked here,
by its seal and its attached credential; nothing leaves the machine and nothing is stored.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials import keys, names, numbers, open_badges, signatures
from credentials.choices import AchievementKind, CredentialStatus, Level
from credentials.errors import MistypedNumber, UnreadableUpload
from credentials.models import Credential
from credentials.signatures import Seal
from documents import pdf as pdf_files
from documents.errors import DocumentError
from languages.registry import html_tag

LARGEST_UPLOAD: Final = 500 * 1000
ATTACHMENT: Final = "credential.json"


class State(StrEnum):
    VALID = "valid"
    SPECIMEN = "specimen"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class Answer:
    """What may be shown. ``name`` is masked unless the holder made it public."""

    state: State
    number: str = ""
    is_specimen: bool = False
    issuer: str = ""
    title: str = ""
    title_language: str = ""
    kind: str = ""
    kind_label: str = ""
    level_label: str = ""
    hours: float = 0
    course: str = ""
    completed_on: date | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None
    replaced_by: str = ""
    name: str = ""
    is_name_public: bool = False

    @property
    def is_genuine(self) -> bool:
        """The award was issued here, whatever became of it."""
        return self.state not in {State.UNKNOWN, State.MISTYPED}

    @property
    def shown_number(self) -> str:
        return numbers.shown(self.number)


@dataclass(frozen=True)
class UploadAnswer:
    """What an uploaded file proves by itself, and what the register says about its number."""

    seal: Seal
    is_credential_authentic: bool
    is_stored_file: bool
    answer: Answer

    @property
    def is_genuine(self) -> bool:
        return self.is_stored_file or (self.seal is Seal.INTACT and self.is_credential_authentic)


def verify(text: str, *, language: str) -> Answer:
    """The answer for a number as somebody typed it, its texts in ``language`` where there are any."""
    try:
        number = numbers.parse(text)
    except MistypedNumber:
        return Answer(State.MISTYPED)
    credential = Credential.objects.select_related("superseded_by").filter(number=number).first()
    return answer_for(credential, language=language) if credential else Answer(State.UNKNOWN, number)


def answer_for(credential: Credential, *, language: str) -> Answer:
    """What may be shown about a certificate at hand."""
    facts, award = credential.facts, credential.facts["award"]
    successor = getattr(credential, "superseded_by", None)
    name = facts["recipient"]["latin"] or facts["recipient"]["native"]
    return Answer(
        state=_state(credential),
        number=credential.number,
        is_specimen=credential.is_specimen,
        issuer=facts["issuer"].get(language)
        or facts["issuer"].get("en")
        or next(iter(facts["issuer"].values())),
        title=credential.title_in(language),
        title_language=html_tag(credential.title_language(language)),
        kind=award["kind"],
        kind_label=str(AchievementKind(award["kind"]).label),
        level_label=str(Level(award["level"]).label) if award["level"] else "",
        hours=round(award["minutes"] / 60, 1),
        course=facts["course"]["code"],
        completed_on=_date(facts["completed_on"]),
        issued_on=_date(facts["issued_on"]),
        valid_until=timezone.localdate(credential.valid_until) if credential.valid_until else None,
        ended_on=timezone.localdate(credential.revoked_at) if credential.revoked_at else None,
        replaced_by=successor.number if successor else "",
        name=facts["recipient"]["native"] if credential.is_name_public else names.masked(name),
        is_name_public=credential.is_name_public,
    )


def confirm_name(text: str, typed: str) -> bool:
    """Whether ``typed`` is the name on the certificate with this number. Tells no name."""
    credential = Credential.objects.filter(number=numbers.parse(text)).first()
    return credential is not None and names.is_same(typed, credential.facts["recipient"])


def verify_upload(content: bytes, *, language: str) -> UploadAnswer:
    """Raises UnreadableUpload when the file cannot be a certificate of ours."""
    if len(content) > LARGEST_UPLOAD:
        raise UnreadableUpload(_("This file is too large to be one of our certificates (over 500 KB)."))
    try:
        attached = pdf_files.attachments(content).get(ATTACHMENT)
    except DocumentError as error:
        raise UnreadableUpload(_("This file is not a PDF that can be opened.")) from error
    if attached is None:
        raise UnreadableUpload(
            _("This PDF carries no credential of ours inside. Check the printed number instead.")
        )
    credential = _parsed(attached)
    number = str(credential.get("id", "")).rstrip("/").rpartition("/")[2]
    answer = verify(number, language=language)
    digest = hashlib.sha256(content).hexdigest()
    return UploadAnswer(
        seal=signatures.check(content),
        is_credential_authentic=open_badges.is_authentic(credential, keys.badge_key().public_key()),
        is_stored_file=answer.is_genuine
        and Credential.objects.filter(number=answer.number, file_digest=digest).exists(),
        answer=answer,
    )


def _parsed(attached: bytes) -> dict[str, Any]:
    try:
        credential = json.loads(attached)
    except (ValueError, RecursionError) as error:
        raise UnreadableUpload(_("The credential inside this PDF cannot be read.")) from error
    if not isinstance(credential, dict):
        raise UnreadableUpload(_("The credential inside this PDF cannot be read."))
    return credential


def _state(credential: Credential) -> State:
    if credential.status == CredentialStatus.REVOKED:
        return State.REVOKED
    if credential.status == CredentialStatus.SUPERSEDED:
        return State.SUPERSEDED
    if credential.has_expired():
        return State.EXPIRED
    return State.SPECIMEN if credential.is_specimen else State.VALID


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
