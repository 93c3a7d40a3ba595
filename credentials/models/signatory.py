"""Who signs certificates, with which post, from when to when. A later holder never signs what was issued
before."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def in_office(self, day: date) -> Self:
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Signatory(models.Model):
    native_name = models.CharField(_("name in their own script"), max_length=300)
    latin_name = models.CharField(_("name in Latin letters"), max_length=300, blank=True)
    post = models.CharField(_("post"), max_length=200)
    valid_from = models.DateField(_("in office from"))
    valid_to = models.DateField(_("in office until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position on the certificate"), default=1)

    objects = models.Manager.from_queryset(SignatoryQuerySet)()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.CheckConstraint(
                name="signatory_period_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.native_name} ({self.post})"
