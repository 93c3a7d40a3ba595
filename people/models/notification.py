"""What we tell people, and how each wants to be told."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationKind(models.TextChoices):
    DEADLINE = "deadline", _("A deadline is near")
    MESSAGE = "message", _("A message from your coordinator")
    RESULT = "result", _("A result is ready")
    CERTIFICATE = "certificate", _("A certificate is ready")
    ACCOUNT = "account", _("Your account")
    NEWS = "news", _("Everything else")


class Delivery(models.TextChoices):
    MAIL = "mail", _("By e-mail at once")
    DIGEST = "digest", _("In the weekly e-mail")
    SITE = "site", _("Only on this site")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def for_person(self, person: models.Model) -> Self:
        return self.filter(person=person)


class Notification(models.Model):
    """One notice, in the language the person had chosen when it was written."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(name="notice_unread", fields=["person"], condition=models.Q(read_at=None)),
            models.Index(name="notice_unmailed", fields=["created_at"], condition=models.Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class NotificationPreference(models.Model):
    """How one person wants one kind; without a row the kind's default holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="preference_one_per_kind", fields=["person", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.delivery}"


class OutgoingMail(models.Model):
    """A mail as it was sent, kept for the page on which staff of a demonstration read it."""

    sent_at = models.DateTimeField(default=timezone.now)
    sender = models.CharField(max_length=300)
    recipients = models.TextField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.subject
