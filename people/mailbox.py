"""Where mail goes in a demonstration: into a table that staff read on a page, instead of out of the house."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from people.models import OutgoingMail

KEPT = 500


class DatabaseBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            OutgoingMail.objects.create(
                sender=message.from_email,
                recipients=", ".join(message.recipients()),
                subject=str(message.subject)[:300],
                text=str(message.body),
                html=_html(message),
                headers={name: str(value) for name, value in message.extra_headers.items()},
            )
        oldest = OutgoingMail.objects.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1].first()
        if oldest:
            OutgoingMail.objects.filter(id__lte=oldest).delete()
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")
