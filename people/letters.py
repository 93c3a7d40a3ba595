"""Mails as people get them: one shape, in the reader's language, text first and HTML beside it.

Owns: the shape (one column, one button, the reason, a way to stop). Refuses to know: why a mail is sent.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from languages.registry import direction, html_tag


@dataclass(frozen=True)
class Letter:
    subject: str
    paragraphs: list[str]
    button: str = ""
    url: str = ""
    reason: str = ""
    unsubscribe_url: str = ""
    entries: list[dict[str, str]] = field(default_factory=list)

    def send_to(self, email: str) -> None:
        """In the active language. The mail server's answer is the caller's to handle."""
        language = get_language() or settings.LANGUAGE_CODE
        values = {
            "letter": self,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "lang": html_tag(language),
            "dir": direction(language),
            "is_demonstration": settings.IS_DEMONSTRATION,
        }
        headers = {"Content-Language": html_tag(language), "Auto-Submitted": "auto-generated"}
        if self.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{self.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(
            subject=" ".join(self.subject.split()),
            body=render_to_string("people/mail/letter.txt", values).strip() + "\n",
            to=[email],
            headers=headers,
        )
        message.attach_alternative(render_to_string("people/mail/letter.html", values), "text/html")
        message.send()


def absolute(path: str) -> str:
    return path if path.startswith(("http://", "https://")) else f"{settings.BASE_URL}{path}"


def in_language(path: str, language: str) -> str:
    """The same page of ours in another language; an address that carries no language stays as it is."""
    parts = path.split("/", 2)
    if len(parts) == 3 and not parts[0] and parts[1] in dict(settings.LANGUAGES):
        return f"/{language}/{parts[2]}"
    return path


def from_templates(prefix: str, values: dict[str, Any]) -> Letter:
    """A letter from the two texts allauth names; a line that is an address becomes the button."""
    subject = render_to_string(f"{prefix}_subject.txt", values)
    text = render_to_string(f"{prefix}_message.txt", values)
    paragraphs, url, button = [], "", ""
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        label, _separator, address = paragraph.rpartition("\n")
        if address.startswith(("http://", "https://")):
            url, button = address, label or str(values.get("button", ""))
        else:
            paragraphs.append(" ".join(paragraph.split()))
    return Letter(subject=subject, paragraphs=paragraphs, url=url, button=button)
