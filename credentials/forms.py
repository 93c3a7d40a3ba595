"""Forms of this app: a number, a name as read on paper, a file, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from credentials.verifying import LARGEST_UPLOAD


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Certificate number"),
        help_text=_(
            "16 letters and digits, as printed: XXXX-XXXX-XXXX-XXXX. Spaces and hyphens do not matter."
        ),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the number printed on the certificate")},
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name as you read it on the certificate"),
        help_text=_("In its own script or in Latin letters."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
        error_messages={"required": _("Enter the name you read on the certificate")},
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("PDF file of the certificate"),
        help_text=_("Up to 500 KB. The file is checked and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": _("Choose the PDF file of the certificate"),
            "empty": _("This file is empty"),
        },
    )

    def clean_file(self) -> bytes:
        uploaded = self.cleaned_data["file"]
        if uploaded.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("This file is too large to be one of our certificates (over 500 KB).")
            )
        return bytes(uploaded.read())


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the certificate; the public page shows only the date."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why")},
    )


class VisibilityForm(forms.Form):
    is_name_public = forms.BooleanField(
        label=_("Show my full name to whoever checks this certificate"),
        help_text=_("Without this, the check page shows only the first letters of your name."),
        required=False,
    )
