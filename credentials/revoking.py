"""Take an award back, or replace it by a corrected one. Nothing is deleted: the check page tells what
happened."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from credentials.choices import CredentialStatus
from credentials.errors import NotRevocable, ReasonNeeded
from credentials.issuing import reissue_of
from credentials.models import Credential
from people import audit
from people.models import NotificationKind, User
from people.notifications import notify


@transaction.atomic
def revoke(credential: Credential, *, actor: User, reason: str) -> Credential:
    """Raises NotRevocable when it is not valid any more, ReasonNeeded without a reason."""
    locked = _valid(credential, reason)
    _end(locked, CredentialStatus.REVOKED, actor=actor, reason=reason)
    audit.record(actor, "credential.revoked", "credential", locked.uuid, recipient=locked.recipient_id)
    _tell(locked, _("A certificate of yours was revoked: %(title)s"))
    return locked


@transaction.atomic
def reissue(credential: Credential, *, actor: User, reason: str) -> Credential:
    """The award that replaces this one: same facts and date of completion, new number, names as they are now.

    Signed by those in office today, and says that it is a reissue. Doing it twice gives the same award.
    """
    if done := Credential.objects.filter(supersedes=credential).first():
        return done
    locked = _valid(credential, reason)
    _end(locked, CredentialStatus.SUPERSEDED, actor=actor, reason=reason)
    fresh = reissue_of(locked, actor=actor, recipient=locked.recipient)
    audit.record(actor, "credential.reissued", "credential", locked.uuid, replacement=str(fresh.uuid))
    _tell(fresh, _("A certificate of yours was replaced by a new one: %(title)s"))
    return fresh


def _valid(credential: Credential, reason: str) -> Credential:
    if not reason.strip():
        raise ReasonNeeded
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if locked.status != CredentialStatus.VALID:
        raise NotRevocable
    return locked


def _end(credential: Credential, status: CredentialStatus, *, actor: User, reason: str) -> None:
    credential.status = status
    credential.revoked_at = timezone.now()
    credential.revoked_by = actor
    credential.revocation_reason = reason.strip()
    credential.save(update_fields=["status", "revoked_at", "revoked_by", "revocation_reason"])


def _tell(credential: Credential, sentence: Any) -> None:
    """The holder learns of it, in the holder's language; the reason stays with those who run the platform."""
    person = credential.recipient
    language = person.language or settings.LANGUAGE_CODE
    with override(language):
        address = reverse("certificate", args=[credential.uuid])
    notify(
        person,
        NotificationKind.CERTIFICATE,
        title=lambda: sentence % {"title": credential.title_in(language)},
        url=address,
    )
