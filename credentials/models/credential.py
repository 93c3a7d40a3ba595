"""One award to one person: facts frozen when it was issued, and the one file that was drawn and signed from
them."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.choices import CredentialStatus


def private_storage() -> Storage:
    return storages["private"]


class CredentialQuerySet(models.QuerySet["Credential"]):
    def for_person(self, person: Any) -> Self:
        return self.filter(recipient=person)

    def current(self) -> Self:
        return self.filter(status=CredentialStatus.VALID)


class Credential(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=16, editable=False)
    achievement = models.ForeignKey("credentials.Achievement", models.PROTECT, related_name="credentials")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credentials")
    # What the award was earned in, in the caller's words (a run, an event). Never resolved here.
    context = models.CharField(max_length=120)
    idempotency_key = models.CharField(max_length=200)
    facts = models.JSONField()

    status = models.CharField(
        _("state"), max_length=12, choices=CredentialStatus.choices, default=CredentialStatus.VALID
    )
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.TextField(_("reason"), blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_specimen = models.BooleanField(default=False)
    # Police trainees are a sensitive population: the full name is public only if the holder wants it.
    is_name_public = models.BooleanField(
        _("show my full name to whoever checks the certificate"), default=False
    )

    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawing_job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(name="credential_number_unique", fields=["number"]),
            models.UniqueConstraint(name="credential_issued_once", fields=["idempotency_key"]),
            models.UniqueConstraint(
                name="credential_one_current_award",
                fields=["recipient", "achievement", "context"],
                condition=Q(status=CredentialStatus.VALID),
            ),
            models.CheckConstraint(
                name="credential_revoked_has_date",
                condition=~Q(status=CredentialStatus.REVOKED) | Q(revoked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="credential_drawn_has_file",
                condition=Q(drawn_at__isnull=True, file_digest="")
                | Q(drawn_at__isnull=False) & ~Q(file_digest="") & ~Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """The number as it is printed: ``7K3M-9QXT-4HVA-2D5N``."""
        return "-".join(self.number[start : start + 4] for start in range(0, len(self.number), 4))

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None

    def has_expired(self, at: datetime | None = None) -> bool:
        return self.valid_until is not None and self.valid_until < (at or timezone.now())

    def title_in(self, language: str) -> str:
        """The title as frozen, in the language asked for or the nearest there is."""
        return str(self.facts["award"]["titles"][self.title_language(language)])

    def title_language(self, language: str) -> str:
        titles = self.facts["award"]["titles"]
        wanted = (language, self.facts["language"], "en")
        return next((code for code in wanted if titles.get(code)), next(iter(titles)))
