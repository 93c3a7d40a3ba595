"""Issue an award exactly once, with its facts frozen, and queue its drawing.

Owns: what a certificate records. Refuses to know: courses; the caller brings plain facts.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypedDict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from credentials import numbers
from credentials.choices import CredentialStatus, Level
from credentials.errors import AlreadyAwarded, IncompleteFacts
from credentials.models import Achievement, Credential, Issuer, Signatory
from jobs.queue import enqueue
from people import audit
from people.models import User

FORMAT: Final = 1
MOST_SIGNATORIES: Final = 3
TRIES: Final = 5


class AwardFacts(TypedDict, total=False):
    """What the caller knows. ``completed_on`` is needed; what is missing comes from the achievement."""

    completed_on: date
    started_on: date | None
    course_code: str
    release: int | None
    titles: Mapping[str, str]
    level: str
    minutes: int
    valid_until: datetime | None
    issued_at: datetime  # only for records that are older than this system


KNOWN_FACTS: Final = frozenset(AwardFacts.__annotations__)


def issue(
    *,
    recipient: User,
    achievement: Achievement,
    context: str,
    facts: AwardFacts,
    evidence: Mapping[str, Any],
    actor: User | None,
    idempotency_key: str,
    languages: Sequence[str] = ("en",),
) -> Credential:
    """The award for ``idempotency_key``, made now or found.

    ``languages`` are the recipient's, first wins. Raises AlreadyAwarded when another key already led to a
    valid award of this achievement in this context, IncompleteFacts when the facts do not suffice.
    """
    _check(facts)
    for _try in range(TRIES):
        if found := Credential.objects.filter(idempotency_key=idempotency_key).first():
            return found
        try:
            with transaction.atomic():
                return _create(
                    recipient=recipient,
                    achievement=achievement,
                    context=context,
                    actor=actor,
                    idempotency_key=idempotency_key,
                    frozen=_frozen(recipient, achievement, facts, evidence, languages),
                    issued_at=facts.get("issued_at") or timezone.now(),
                    valid_until=facts.get("valid_until"),
                )
        except IntegrityError:
            # Somebody was faster with this key (the next round finds it), or the number was taken (it draws
            # another).
            current = Credential.objects.current().filter(
                recipient=recipient, achievement=achievement, context=context
            )
            if current.exclude(idempotency_key=idempotency_key).exists():
                raise AlreadyAwarded from None
    raise AlreadyAwarded


def reissue_of(old: Credential, *, actor: User, recipient: User) -> Credential:
    """A new award with the old one's facts, the names as the person has them now. Called under the old row's
    lock."""
    frozen = dict(old.facts)
    frozen["recipient"] = _names(recipient)
    frozen["reissue_of"] = old.number
    frozen["issued_on"] = timezone.localdate().isoformat()
    frozen["signatories"] = _signatories(timezone.localdate())
    return _create(
        recipient=recipient,
        achievement=old.achievement,
        context=old.context,
        actor=actor,
        idempotency_key=f"reissue:{old.uuid}",
        frozen=frozen,
        issued_at=timezone.now(),
        valid_until=old.valid_until,
        supersedes=old,
        is_name_public=old.is_name_public,
    )


def _create(*, actor: User | None, frozen: dict[str, Any], **columns: Any) -> Credential:
    credential = Credential.objects.create(
        number=numbers.new(),
        facts=frozen,
        is_specimen=settings.IS_DEMONSTRATION,
        status=CredentialStatus.VALID,
        **columns,
    )
    audit.record(
        actor,
        "credential.issued",
        "credential",
        credential.uuid,
        recipient=credential.recipient_id,
        achievement=credential.achievement_id,
        supersedes=credential.supersedes_id,
    )
    queue_drawing(credential, actor=actor)
    return credential


def queue_drawing(credential: Credential, *, actor: User | None) -> None:
    """Have the file drawn once the caller's transaction stands; the row of the job is written with it."""
    job = enqueue("credentials.draw", args={"credential": credential.pk}, actor=actor, total=1)
    credential.drawing_job = job
    credential.save(update_fields=["drawing_job"])


@transaction.atomic
def redraw(credential: Credential, *, actor: User) -> Credential:
    """Queue the drawing of an award that has no file yet; one with a file keeps it for ever."""
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if not locked.is_drawn:
        queue_drawing(locked, actor=actor)
    return locked


def _check(facts: AwardFacts) -> None:
    if unknown := set(facts) - KNOWN_FACTS:
        raise TypeError(f"unknown facts: {', '.join(sorted(unknown))}")
    if facts.get("level", "") not in {"", *Level.values}:
        raise TypeError(f"unknown level: {facts['level']}")
    if not facts.get("completed_on"):
        raise IncompleteFacts(_("A certificate needs the date on which the course was completed."))


def _frozen(
    recipient: User,
    achievement: Achievement,
    facts: AwardFacts,
    evidence: Mapping[str, Any],
    languages: Sequence[str],
) -> dict[str, Any]:
    issued_on = timezone.localdate(facts["issued_at"]) if facts.get("issued_at") else timezone.localdate()
    titles = dict(facts.get("titles") or _columns(achievement, "title"))
    if not any(titles.values()):
        raise IncompleteFacts(_("A certificate needs a title."))
    issuer = Issuer.load()
    return {
        "format": FORMAT,
        "language": next(iter(languages), "en"),
        "recipient": _names(recipient),
        "issuer": _columns(issuer, "name") or {"en": settings.WAGTAIL_SITE_NAME},
        "place": issuer.place or "",
        "award": {
            "code": achievement.code,
            "kind": achievement.kind,
            "titles": titles,
            "descriptions": _columns(achievement, "description"),
            "criteria": _columns(achievement, "criteria"),
            "level": facts.get("level", achievement.level),
            "minutes": facts.get("minutes") or achievement.minutes,
        },
        "course": {"code": facts.get("course_code", ""), "release": facts.get("release")},
        "started_on": _day(facts.get("started_on")),
        "completed_on": _day(facts["completed_on"]),
        "issued_on": issued_on.isoformat(),
        "evidence": dict(evidence),
        "signatories": _signatories(issued_on),
        "reissue_of": None,
    }


def _names(person: User) -> dict[str, str]:
    return {
        "native": person.native_name,
        "latin": person.latin_name,
        "primary": person.primary_identifier,
        "secondary": person.secondary_identifier,
        "mrz": person.mrz_name,
        "kana": person.kana_name,
        "display": person.display_name,
    }


def _signatories(day: date) -> list[dict[str, Any]]:
    """Those in office on the day of issue, with their posts of that day."""
    return [
        {"native": signatory.native_name, "latin": signatory.latin_name, "posts": _columns(signatory, "post")}
        for signatory in Signatory.objects.in_office(day)[:MOST_SIGNATORIES]
    ]


def _columns(record: Achievement | Issuer | Signatory, field: str) -> dict[str, str]:
    """The texts of a translated column, by language, empty ones left out."""
    texts = {
        language: getattr(record, build_localized_fieldname(field, language), None) or ""
        for language in settings.MODELTRANSLATION_LANGUAGES
    }
    return {language: text for language, text in texts.items() if text}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
