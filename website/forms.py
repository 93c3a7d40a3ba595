"""Forms of pages that belong to no single subject."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProblemForm(forms.Form):
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "Say what you wanted to do and what the page did. Do not write passwords or case details."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what happened")},
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_("E-mail or telephone, only if you want an answer."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    page = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
