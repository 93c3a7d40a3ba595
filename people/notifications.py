"""Telling a person something: on the site always, by mail as the person wants it.

Owns: notices, who gets a mail and when, the weekly digest.
Refuses to know: what happened; callers bring the words.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.celery_app import app
from jobs.schedule import every
from people import letters
from people.models import Delivery, Notification, NotificationKind, NotificationPreference, User

Text = str | Promise | Callable[[], str]

DEFAULTS: Final = {
    NotificationKind.DEADLINE: Delivery.MAIL,
    NotificationKind.MESSAGE: Delivery.MAIL,
    NotificationKind.RESULT: Delivery.MAIL,
    NotificationKind.CERTIFICATE: Delivery.MAIL,
    NotificationKind.ACCOUNT: Delivery.MAIL,
    NotificationKind.NEWS: Delivery.DIGEST,
}
DIGEST_DAYS: Final = 7
PATIENCE: Final = timedelta(minutes=2)

logger = logging.getLogger(__name__)
_signer = Signer(salt="people.notifications.stop")


def notify(
    person: User, kind: str, *, title: Text, body: Text = "", url: str = "", actor: User | None = None
) -> Notification:
    """Write a notice in the person's language; a mail follows the commit when the person wants one.

    Texts may be lazy translations or functions: they are read while the person's language and time zone are
    active.
    """
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(person.zone):
        notice = Notification.objects.create(
            person=person,
            kind=kind,
            title=_read(title)[:200],
            body=_read(body),
            url=url,
            language=translation.get_language(),
            actor=actor,
            delivery=delivery_for(person, kind) if person.email else Delivery.SITE,
        )
    if notice.delivery == Delivery.MAIL:
        transaction.on_commit(lambda: _send_later(notice.pk))
    return notice


def _read(text: Text) -> str:
    return text() if callable(text) and not isinstance(text, Promise) else str(text)


def delivery_for(person: User, kind: str) -> str:
    chosen = NotificationPreference.objects.filter(person=person, kind=kind).values_list(
        "delivery", flat=True
    )
    return chosen.first() or DEFAULTS[NotificationKind(kind)].value


def preferences_of(person: User) -> dict[str, str]:
    """How the person wants each kind, defaults filled in."""
    chosen = dict(NotificationPreference.objects.filter(person=person).values_list("kind", "delivery"))
    return {kind.value: chosen.get(kind.value, DEFAULTS[kind].value) for kind in NotificationKind}


@transaction.atomic
def prefer(person: User, deliveries: dict[str, str]) -> None:
    for kind, delivery in deliveries.items():
        NotificationPreference.objects.update_or_create(
            person=person, kind=kind, defaults={"delivery": delivery}
        )


def unread_count(person: User) -> int:
    return Notification.objects.for_person(person).unread().count()


def mark_read(notices: QuerySet[Notification]) -> int:
    return notices.filter(read_at=None).update(read_at=timezone.now())


# --- One tap to stop ------------------------------------------------------------------------------


def stop_token(person: User, kind: str) -> str:
    return _signer.sign(f"{person.uuid}:{kind}")


def stop_by_token(token: str) -> str | None:
    """Stop mails of one kind for one person, without signing in. The kind, or None for a broken link."""
    try:
        uuid, _separator, kind = _signer.unsign(token).partition(":")
    except BadSignature:
        return None
    person = User.objects.filter(uuid=uuid).first()
    if person is None or kind not in NotificationKind.values:
        return None
    prefer(person, {kind: Delivery.SITE})
    return kind


# --- Mail -----------------------------------------------------------------------------------------


def _send_later(notice_id: int) -> None:
    try:
        deliver.delay(notice_id)
    except app.connection_errors:
        # The row stands; deliver_waiting picks it up when the broker is back.
        logger.warning("broker unreachable", extra={"notice": notice_id})


@app.task(name="people.notifications.deliver")
def deliver(notice_id: int) -> bool:
    """Send one notice by mail, once. What the person has read on the site meanwhile is not sent."""
    with transaction.atomic():
        notice = (
            Notification.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=notice_id, mailed_at=None, read_at=None, delivery=Delivery.MAIL)
            .first()
        )
        if notice is None or not notice.person.email or not notice.person.is_active:
            return False
        # Marked before it is sent: a mail lost with the server is better than one sent again and again.
        notice.mailed_at = timezone.now()
        notice.save(update_fields=["mailed_at"])
    with translation.override(notice.language):
        _letter(notice).send_to(notice.person.email)
    return True


@every(seconds=60)
def deliver_waiting() -> None:
    """Mails whose message to the worker was lost."""
    now = timezone.now()
    waiting = Notification.objects.unread().filter(
        delivery=Delivery.MAIL, mailed_at=None, created_at__range=(now - timedelta(days=2), now - PATIENCE)
    )
    for notice_id in waiting.order_by("id").values_list("pk", flat=True)[:200]:
        deliver(notice_id)


def _letter(notice: Notification) -> letters.Letter:
    paragraphs = [part for part in notice.body.splitlines() if part.strip()] or [notice.title]
    return letters.Letter(
        subject=notice.title,
        paragraphs=paragraphs,
        button=_("Open on the site"),
        url=letters.absolute(letters.in_language(notice.url or reverse("me_notices"), notice.language)),
        reason=_("You get this because you chose e-mail for: %(kind)s.")
        % {"kind": NotificationKind(notice.kind).label},
        unsubscribe_url=_stop_url(notice.person, notice.kind),
    )


def _stop_url(person: User, kind: str) -> str:
    return letters.absolute(reverse("stop_mail", args=[stop_token(person, kind)]))


@every(seconds=3600)
def send_digests() -> None:
    """Once a week per person: what is unread and not yet mailed, in one mail."""
    horizon = timezone.now() - timedelta(days=DIGEST_DAYS)
    waiting = Notification.objects.unread().filter(delivery=Delivery.DIGEST, mailed_at=None)
    due = waiting.filter(created_at__lte=horizon).order_by().values_list("person", flat=True).distinct()
    for person in User.objects.filter(pk__in=due, is_active=True).exclude(email=None):
        send_digest(person)


def send_digest(person: User) -> int:
    """The digest of one person; how many notices it held."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        notices = list(
            Notification.objects.for_person(person)
            .unread()
            .filter(delivery=Delivery.DIGEST, mailed_at=None)[:30]
        )
        if not notices or not person.email:
            return 0
        Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    with translation.override(person.language or settings.LANGUAGE_CODE):
        language = translation.get_language()
        letters.Letter(
            subject=ngettext("%(count)d new notice", "%(count)d new notices", len(notices))
            % {"count": len(notices)},
            paragraphs=[_("This is new for you since last week.")],
            entries=[
                {
                    "title": notice.title,
                    "url": letters.absolute(
                        letters.in_language(notice.url or reverse("me_notices"), language)
                    ),
                }
                for notice in notices
            ],
            button=_("Open your notices"),
            url=letters.absolute(reverse("me_notices")),
            reason=_("You get this e-mail once a week when something is new."),
            unsubscribe_url=_stop_url(person, NotificationKind.NEWS),
        ).send_to(person.email)
    return len(notices)
