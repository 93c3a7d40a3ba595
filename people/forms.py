"""Forms of sign-in and of a person's own pages. Labels and hints are ours, so all are translated here."""

from collections.abc import Iterable
from typing import Any, cast

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people import notifications, places, signin
from people.models import (
    DataRequest,
    Delivery,
    NameOrder,
    NotificationKind,
    RecoveryRequest,
    RequestKind,
    User,
)

PASSWORD_HINT = _("At least 10 characters. A few words are easier to remember than signs.")


class PlainMixin:
    """No placeholders: they vanish while typing. Labels stand above the field."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


# --- Signing in -----------------------------------------------------------------------------------


class SignInForm(PlainMixin, account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or person code")
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["remember"].help_text = _("Not on a phone or PC that you share.")


class ReauthenticateForm(PlainMixin, account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class ChangePasswordForm(PlainMixin, account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Password you use now")
        self.fields["oldpassword"].help_text = ""
        _name_passwords(self.fields)


class SetPasswordForm(PlainMixin, account_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self.fields)


class ResetPasswordForm(PlainMixin, account_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class ResetPasswordKeyForm(PlainMixin, account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self.fields)


class AddEmailForm(PlainMixin, account_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


def _name_passwords(fields: dict[str, forms.Field]) -> None:
    fields["password1"].label = _("New password")
    fields["password1"].help_text = PASSWORD_HINT
    fields["password2"].label = _("New password, once more")


class _CodeMixin(PlainMixin):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})


class SecondFactorForm(_CodeMixin, mfa_forms.AuthenticateForm):
    pass


class SecondFactorAgainForm(_CodeMixin, mfa_forms.ReauthenticateForm):
    pass


class ActivateAppForm(_CodeMixin, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code the app shows now")


class AddPasskeyForm(PlainMixin, webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("For example: my phone, office key.")
        self.fields["passwordless"].label = _("Sign in with this passkey alone")
        self.fields["passwordless"].help_text = _("The device then asks for your finger, face or PIN.")


class EditPasskeyForm(PlainMixin, webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")


class EntryCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Entry code"),
        max_length=40,
        help_text=_(
            "12 letters and digits from your slip or letter. Dashes and small letters do not matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class EntryPasswordForm(forms.Form):
    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.person)
        return password

    def clean_password2(self) -> str:
        if self.cleaned_data["password2"] != self.cleaned_data.get(
            "password1", self.cleaned_data["password2"]
        ):
            raise ValidationError(_("The two passwords are not the same. Enter the same one twice."))
        return str(self.cleaned_data["password2"])


def _choose(field: forms.Field, choices: Iterable[tuple[Any, Any]]) -> None:
    """Without the empty choice a model's field would add."""
    cast(forms.ChoiceField, field).choices = list(choices)


# --- One's own pages ------------------------------------------------------------------------------


class SettingsForm(forms.ModelForm):
    """Language, time, names as shown, data saver, and one choice per kind of notice."""

    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For the site, the lessons and your e-mails.")
    )
    second_language = forms.ChoiceField(
        label=_("Second language"),
        required=False,
        help_text=_("Shown where a lesson does not exist in your language yet."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Deadlines are shown in this time."))

    class Meta:
        model = User
        fields = ["language", "second_language", "time_zone", "saves_data", "display_name", "name_order"]
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "name_order": forms.RadioSelect,
        }
        help_texts = {
            "saves_data": _("Pictures and videos wait until you tap them."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name.replace("_", " ")) for name in places.time_zones()]
        _choose(self.fields["language"], settings.LANGUAGES)
        _choose(self.fields["second_language"], [("", _("None")), *settings.LANGUAGES])
        _choose(self.fields["time_zone"], zones)
        _choose(self.fields["name_order"], NameOrder.choices)
        chosen = notifications.preferences_of(self.instance)
        for kind in NotificationKind:
            self.fields[f"notice_{kind.value}"] = forms.ChoiceField(
                label=kind.label, choices=Delivery.choices, initial=chosen[kind.value]
            )

    @property
    def notice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("notice_")]

    def save(self, commit: bool = True) -> User:
        person: User = super().save(commit=commit)
        notifications.prefer(
            person, {kind.value: self.cleaned_data[f"notice_{kind.value}"] for kind in NotificationKind}
        )
        return person


class DataRequestForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ["kind", "text"]
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["kind"], RequestKind.choices)


class RecoveryContactForm(forms.Form):
    """Named by a code the other person gives: nobody can be looked up by name or address here."""

    contact = forms.CharField(
        label=_("Person code of your contact"),
        required=False,
        max_length=20,
        help_text=_("Ask them for it: it is on their settings page. Leave empty to name nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_contact(self) -> User | None:
        code = self.cleaned_data["contact"].strip()
        if not code:
            return None
        contact = signin.person_by_code(code)
        if contact is None or not contact.is_active:
            raise ValidationError(_("Nobody here has this code. Check it with your contact."))
        return contact


# --- Staff ----------------------------------------------------------------------------------------


class VouchForm(forms.ModelForm):
    class Meta:
        model = RecoveryRequest
        fields = ["evidence"]
        help_texts = {"evidence": _("For example: came to my office and showed the service card.")}


class AnswerRequestForm(forms.Form):
    is_done = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Done as asked")), ("no", _("Not possible"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Answer to the person"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
