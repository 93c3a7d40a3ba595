"""What can be awarded (Open Badges 3.0: Achievement). It knows no course; courses point at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from credentials.choices import AchievementKind, Level


class Achievement(models.Model):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=AchievementKind.choices, default=AchievementKind.COMPLETION
    )
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    criteria = models.TextField(
        _("criteria"), blank=True, help_text=_("What a person must have done to receive it.")
    )
    level = models.CharField(_("level"), max_length=16, choices=Level.choices, blank=True)
    minutes = models.PositiveIntegerField(_("minutes of training"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")

    def __str__(self) -> str:
        return self.title or self.code
