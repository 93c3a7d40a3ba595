"""The switch that decides whether unchecked translations of assessed and safety content are shown."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="lock")
class ReviewGate(BaseGenericSetting):
    """One row for the site. ``curriculum.gate.set_gate`` writes it and the record of acts."""

    allows_unreviewed: "models.BooleanField[bool, bool]" = models.BooleanField(
        _("show translations that nobody has checked"),
        default=False,
        help_text=_(
            "Questions, safety courses and safety warnings are shown in a translation only once somebody "
            "who did not write it has checked it; until then learners see the next language of theirs, or "
            "the source, with a note. Switch this on only for a demonstration or a trial: every page then "
            "says that texts are not yet checked. Each change goes into the record of acts."
        ),
    )

    edit_handler: ClassVar[Any]  # the form that records who changed it (curriculum.wagtail_hooks)

    class Meta:
        verbose_name = _("review of translations")
