"""Forms of the CMS: a question is checked for what would keep it from being asked, before it goes live."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments import interactions, publishing
from assessments.models import Item


class ItemForm(WagtailAdminModelForm):
    interaction = forms.ChoiceField(label=_("Type of question"), choices=interactions.choices)

    def is_valid(self) -> bool:
        """A draft may be half done; what goes live must be fit to be asked."""
        if not super().is_valid():
            return False
        if getattr(self, "is_deferred_validation", False):
            return True
        for problem in self._problems():
            self.add_error(None, problem)
        return not self.errors

    def _problems(self) -> list[str]:
        item: Item = self.instance
        for formset in self.formsets.values():
            formset.instance = item  # as saving does; a new question has none before
            formset.save(commit=False)
        return publishing.problems_of(item)


class SectionsForm(WagtailAdminModelForm):
    """A quiz: no section may draw more questions than it has."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for section in self.formsets["sections"].forms if "sections" in self.formsets else ():
            entries = section.formsets.get("entries") if hasattr(section, "formsets") else None
            if entries is None or not section.is_valid():
                continue
            kept = [
                form for form in entries.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
            ]
            draw = section.cleaned_data.get("draw")
            if draw and draw > len(kept):
                section.add_error("draw", _("This section has fewer questions."))
        return cleaned
