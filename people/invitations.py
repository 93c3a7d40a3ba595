"""Letting people in: an invitation by mail, a printed slip, a recovery code. Each opens the door once.

Only the digest of a secret is stored, so a copy of the database lets nobody in.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from languages.registry import direction, html_tag
from people import audit, letters
from people.errors import PassRefused
from people.models import Invitation, NotificationKind, PassKind, User
from people.names import CODE_ALPHABET
from people.notifications import notify
from people.signin import tidy_code

DAYS: Final = {PassKind.MAIL: 14, PassKind.SLIP: 14, PassKind.RECOVERY: 1}
# 31 symbols to the power of 12: about 59 bits, tried against a limit of a few per minute.
CODE_LENGTH: Final = 12


@dataclass(frozen=True)
class Slip:
    """What is printed for one person; the code is nowhere else."""

    person: User
    code: str
    invitation: Invitation

    @property
    def language(self) -> str:
        return self.person.language or settings.LANGUAGE_CODE

    @property
    def url(self) -> str:
        """Carries the code, for the printed square and the mail."""
        with translation.override(self.language):
            return letters.absolute(reverse("entry_with_code", args=[self.code]))

    @property
    def door(self) -> str:
        """Where the code is typed in."""
        with translation.override(self.language):
            return letters.absolute(reverse("entry"))

    @property
    def html_lang(self) -> str:
        return html_tag(self.language)

    @property
    def dir(self) -> str:
        return direction(self.language)


@transaction.atomic
def invite(person: User, *, actor: User | None) -> Invitation:
    """Mail a link that lets the person choose a password. A new invitation replaces the one before."""
    if not person.email:
        raise PassRefused(gettext_lazy("This person has no e-mail address. Print a first-entry slip."))
    slip = _issue(person, PassKind.MAIL, actor=actor)
    transaction.on_commit(lambda: _mail_invitation(slip))
    return slip.invitation


@transaction.atomic
def issue_slips(persons: Iterable[User], *, actor: User) -> list[Slip]:
    """One-time codes on paper for people without e-mail; printing again replaces unused ones."""
    return [_issue(person, PassKind.SLIP, actor=actor) for person in persons]


@transaction.atomic
def issue_recovery_code(person: User, *, actor: User | None) -> Slip:
    return _issue(person, PassKind.RECOVERY, actor=actor)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User | None) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise PassRefused(gettext_lazy("This invitation is no longer open."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(
        actor, f"{invitation.kind}.withdrawn", "invitation", invitation.pk, person=invitation.person_id
    )
    return invitation


def find(code: str) -> Invitation:
    """The open invitation for a code, or a refusal that says what to do."""
    invitation = Invitation.objects.open().select_related("person").filter(token_digest=_digest(code)).first()
    if invitation is None or not invitation.person.is_active:
        raise PassRefused(
            gettext_lazy(
                "This code is not valid: it was used, replaced, or is too old. "
                "Ask your coordinator for a new one."
            )
        )
    return invitation


@transaction.atomic
def accept(code: str, *, password: str) -> User:
    """Set the password and use the code up, once only. A recovery code also removes lost second factors."""
    found = find(code)
    person = User.objects.select_for_update().get(pk=found.person_id)
    invitation = find(code)
    validate_password(password, person)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    person.set_password(password)
    person.save(update_fields=["password"])
    if person.last_login:
        _tell_of_new_password(person)
    if invitation.kind == PassKind.MAIL and person.email:
        # Who opened the mail has shown that the address is theirs.
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
    if invitation.kind == PassKind.RECOVERY:
        Authenticator.objects.filter(user=person).delete()
    audit.record(person, f"{invitation.kind}.accepted", "invitation", invitation.pk, person=person.pk)
    return person


def _tell_of_new_password(person: User) -> None:
    """An account in use got a new password by a code somebody handed out: its owner must know."""
    notify(
        person,
        NotificationKind.ACCOUNT,
        title=gettext_lazy("Your password was set anew with a code"),
        body=gettext_lazy("If it was not you who used the code, tell your coordinator at once."),
    )


def _issue(person: User, kind: PassKind, *, actor: User | None) -> Slip:
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise PassRefused(gettext_lazy("This account is closed. Open it again first."))
    now = timezone.now()
    Invitation.objects.filter(person=person, kind=kind, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    symbols = "".join(secrets.choice(CODE_ALPHABET) for _index in range(CODE_LENGTH))
    code = "-".join(symbols[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    invitation = Invitation.objects.create(
        person=person,
        kind=kind,
        token_digest=_digest(code),
        issued_by=actor,
        issued_at=now,
        expires_at=now + timedelta(days=DAYS[kind]),
    )
    audit.record(actor, f"{kind}.issued", "invitation", invitation.pk, person=person.pk)
    return Slip(person=person, code=code, invitation=invitation)


def _digest(code: str) -> str:
    return salted_hmac("people.invitations", tidy_code(code), algorithm="sha256").hexdigest()


def _mail_invitation(slip: Slip) -> None:
    person = slip.person
    with translation.override(slip.language):
        letters.Letter(
            subject=_("Your account at %(site)s") % {"site": settings.WAGTAIL_SITE_NAME},
            paragraphs=[
                _("You are invited to %(site)s, the training platform for police officers.")
                % {"site": settings.WAGTAIL_SITE_NAME},
                _("Choose a password to open your account. The link works once and for 14 days."),
                _("Your person code is %(code)s. You can sign in with it or with your e-mail address.")
                % {"code": person.code},
            ],
            button=_("Choose a password"),
            url=slip.url,
            reason=_("You get this because a coordinator made an account for you."),
        ).send_to(person.email or "")
