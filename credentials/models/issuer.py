"""In whose name certificates are issued: one per installation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="award")
class Issuer(BaseGenericSetting):
    name: "models.CharField[str, str]" = models.CharField(
        _("name of the issuing body"), max_length=200, default="Manabiya", help_text=_("Printed at the top.")
    )
    place: "models.CharField[str, str]" = models.CharField(_("place"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("issuer of certificates")

    def __str__(self) -> str:
        return self.name
