"""Forms of the CMS for people and agencies. Saving calls the rules, so the record of acts is complete."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from people import audit, invitations, membership
from people.models import Appointment, Invitation, Membership, User
from people.signin import person_by_code

PERSON_FIELDS = [
    "email", "code", "native_name", "primary_identifier", "secondary_identifier", "mrz_name", "kana_name",
    "name_order", "display_name", "country", "language", "second_language", "time_zone",
]  # fmt: skip


class _PersonFormMixin:
    """Wagtail's forms without first and last name, and with an address that may be empty."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        if not for_user.is_superuser:
            # Roles are given by appointment and membership, on record; full power only by those who have it.
            for name in {"is_superuser", "groups"} & set(self.fields):
                del self.fields[name]

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"].strip().lower() or None  # type: ignore[attr-defined]

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """In our order, then what only some may set."""
        last = ["is_active", "is_superuser", "groups"]
        return [self[name] for name in (*PERSON_FIELDS, *last) if name in self.fields]  # type: ignore[index]


class PersonCreationForm(_PersonFormMixin, UserCreationForm):
    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = [*PERSON_FIELDS, "is_superuser", "groups"]


class PersonEditForm(_PersonFormMixin, UserEditForm):
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        fields = [*PERSON_FIELDS, "is_active", "is_superuser", "groups"]


class _ForPersonForm(WagtailAdminModelForm):
    """Names a person by code or address: a list of everybody would be too long, and too much to see."""

    person_name = forms.CharField(label=_("Person code or e-mail address"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["person_name"]

    def clean_person_name(self) -> str:
        name = self.cleaned_data["person_name"].strip()
        person = User.objects.filter(email__iexact=name).first() or person_by_code(name)
        if person is None:
            raise ValidationError(_("Nobody has this code or address."))
        self.instance.person = person
        return name

    def become(self, made: Any) -> Any:
        """The row the rule made is the one the page goes on with."""
        self.instance.pk = made.pk
        self.instance.refresh_from_db()
        return self.instance


class MembershipForm(_ForPersonForm):
    class Meta:
        model = Membership
        fields = ["agency", "role", "post", "from_on"]

    def save(self, commit: bool = True) -> Membership:
        made: Membership = self.instance
        return self.become(
            membership.join(
                made.person,
                made.agency,
                role=made.role,
                actor=self.for_user,
                post=made.post,
                from_on=made.from_on,
            )
        )


class MembershipEndForm(WagtailAdminModelForm):
    """What may change later: the post, and the day it ends."""

    class Meta:
        model = Membership
        fields = ["post", "to_on"]

    def clean_to_on(self) -> Any:
        to_on = self.cleaned_data["to_on"]
        if self.initial.get("to_on") and to_on != self.initial["to_on"]:
            raise ValidationError(_("This membership has already ended."))
        if to_on and to_on < self.instance.from_on:
            raise ValidationError(_("A membership cannot end before it begins. Choose a later date."))
        return to_on

    def save(self, commit: bool = True) -> Membership:
        changed: Membership = self.instance
        if "post" in self.changed_data:
            Membership.objects.filter(pk=changed.pk).update(post=changed.post)
            audit.record(self.for_user, "membership.post_changed", "membership", changed.pk)
        if "to_on" in self.changed_data and changed.to_on:
            return membership.leave(changed, actor=self.for_user, on=changed.to_on)
        return changed


class AppointmentForm(_ForPersonForm):
    class Meta:
        model = Appointment
        fields = ["role", "from_on"]

    def save(self, commit: bool = True) -> Appointment:
        made: Appointment = self.instance
        return self.become(
            membership.appoint(made.person, role=made.role, actor=self.for_user, from_on=made.from_on)
        )


class AppointmentEndForm(WagtailAdminModelForm):
    class Meta:
        model = Appointment
        fields = ["to_on"]

    def clean_to_on(self) -> Any:
        if self.initial.get("to_on"):
            raise ValidationError(_("This appointment has already ended."))
        return self.cleaned_data["to_on"]

    def save(self, commit: bool = True) -> Appointment:
        if not self.instance.to_on:
            return self.instance
        return membership.dismiss(self.instance, actor=self.for_user, on=self.instance.to_on)


class InvitationForm(_ForPersonForm):
    class Meta:
        model = Invitation
        fields: list[str] = []

    def clean_person_name(self) -> str:
        name = super().clean_person_name()
        if not self.instance.person.email:
            raise ValidationError(_("This person has no e-mail address. Print a first-entry slip."))
        return name

    def save(self, commit: bool = True) -> Invitation:
        return self.become(invitations.invite(self.instance.person, actor=self.for_user))


class InvitationWithdrawForm(WagtailAdminModelForm):
    withdraw = forms.BooleanField(label=_("Withdraw this invitation"))

    class Meta:
        model = Invitation
        fields: list[str] = []

    def clean_withdraw(self) -> bool:
        if self.instance.accepted_at or self.instance.withdrawn_at:
            raise ValidationError(_("This invitation is no longer open."))
        return True

    def save(self, commit: bool = True) -> Invitation:
        return invitations.withdraw(self.instance, actor=self.for_user)
