"""What people type into the pages of this app; the rules behind them live in their subject modules."""

from datetime import datetime, time
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.attention import ATTENTION, Thresholds
from courses.models import CourseRun, EnrolmentState
from people.models import Agency, AgencyKind, Country, User

MANY: Final = 200


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Code from your coordinator"),
        help_text=_("Eight letters and digits, such as K7QM-4TXR."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


def end_of_day(day: Any, zone: ZoneInfo) -> datetime:
    """A deadline given as a date ends with that day where the coordinator is."""
    return datetime.combine(day, time(23, 59, 59), zone)


class DeadlineForm(forms.Form):
    due_on = forms.DateField(
        label=_("New deadline"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), help_text=_("Kept with the record."), max_length=300)


class QuizEaseForm(forms.Form):
    """Extra time or tries; the values are the whole extra, not what is added to an earlier one."""

    quiz = forms.ChoiceField(label=_("Quiz"))
    extra_minutes = forms.IntegerField(
        label=_("Extra minutes for each try"), min_value=0, max_value=600, required=False
    )
    extra_attempts = forms.IntegerField(label=_("Extra tries"), min_value=0, max_value=20, required=False)
    reason = forms.CharField(label=_("Reason"), help_text=_("Kept with the record."), max_length=300)

    def __init__(self, data: Any = None, *, quizzes: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="ease_%s")
        cast(forms.ChoiceField, self.fields["quiz"]).choices = quizzes


class MessageForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(label=_("Message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Whom you called and what was agreed. Only coordinators of this cohort see it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), help_text=_("Kept with the record."), max_length=300)


class PeopleForm(forms.Form):
    people = forms.CharField(
        label=_("Person codes or e-mail addresses"),
        help_text=_("One on each line."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_people(self) -> list[str]:
        lines = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip())
        )
        if len(lines) > MANY:
            raise forms.ValidationError(_("Enter at most %(count)d at once."), params={"count": MANY})
        return lines


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("List of people (Excel or CSV)"),
        help_text=_(
            "Columns: code, email, name, country, language, agency. "
            "Each person needs a code or an e-mail address."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class ThresholdsForm(forms.Form):
    """When somebody needs attention."""

    idle_days = forms.IntegerField(label=_("Days without a visit"), min_value=1, max_value=365)
    behind_lessons = forms.IntegerField(label=_("Lessons behind the plan"), min_value=1, max_value=100)
    failed_attempts = forms.IntegerField(label=_("Tries of a quiz not passed"), min_value=1, max_value=20)
    due_days = forms.IntegerField(label=_("Deadline in this many days …"), min_value=1, max_value=90)
    due_percent = forms.IntegerField(label=_("… and less than this done (%)"), min_value=1, max_value=100)

    @classmethod
    def of(cls, run: CourseRun, data: Any = None) -> "ThresholdsForm":
        limits = Thresholds.of(run)
        return cls(data, initial={name: getattr(limits, name) for name in Thresholds.__dataclass_fields__})


class AssignForm(forms.Form):
    agency: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Agency or section"),
        queryset=Agency.objects.none(),
        help_text=_("Everybody who works or trains there, and who comes later, is enrolled."),
    )
    due_on = forms.DateField(
        label=_("To be finished by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.exclude(kind=AgencyKind.PARTNER_ORGANISATION).order_by("code")
        cast(forms.ModelChoiceField, self.fields["agency"]).queryset = agencies


STATUSES: Final = (("", _("All")), (ATTENTION, _("Needs attention")), *EnrolmentState.choices)


class FilterForm(forms.Form):
    """The filter bar of a cohort: a GET form, so that its address can be kept and sent."""

    q = forms.CharField(
        label=_("Name, code or e-mail"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)

    def __init__(self, data: Any, *, countries: list[Country]) -> None:
        super().__init__(data)
        options = sorted(
            ((country.code, str(country)) for country in countries), key=lambda option: option[1]
        )
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("All")), *options]

    def value(self, name: str) -> str:
        """What was asked for; a value that is not offered counts as nothing."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() or self.cleaned_data else ""


def zone_of(user: User) -> ZoneInfo:
    """Where the person is; UTC for a zone that is not known."""
    try:
        return ZoneInfo(user.time_zone)
    except (KeyError, ValueError):
        return ZoneInfo("UTC")
