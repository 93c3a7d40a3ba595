"""The filter bar of the catalogue, a GET form, so that every view of it has an address; the review gate's switch."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from curriculum import gate
from curriculum.models import Level, ReviewGate, SubjectArea


def _languages() -> list[tuple[str, Any]]:
    return [("", _("All languages")), *settings.LANGUAGES]


class CatalogueFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    topic: "forms.ModelChoiceField[SubjectArea]" = forms.ModelChoiceField(
        SubjectArea.objects.order_by("code"), label=_("Topic"), required=False, to_field_name="code",
        empty_label=_("All topics"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), required=False, choices=_languages)
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices]
    )

    def chosen(self) -> dict[str, Any]:
        """What was asked for; an unknown value is no filter."""
        self.is_valid()
        return {
            "topic": self.cleaned_data.get("topic"),
            "language": self.cleaned_data.get("language", ""),
            "level": self.cleaned_data.get("level", ""),
            "words": self.cleaned_data.get("q", ""),
        }


class ReviewGateForm(WagtailAdminModelForm):
    """Saving goes through the rule, which notes who did it."""

    def save(self, commit: bool = True) -> ReviewGate:
        return gate.set_gate(self.cleaned_data["allows_unreviewed"], actor=self.for_user)
