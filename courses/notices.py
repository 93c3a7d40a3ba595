"""What learners are told about their courses, in their own language; and reminders before a deadline.

Owns: the wording and when it is due. Refuses to know: how a notice reaches somebody
(``people.notifications``).
"""

from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Extension
from courses.models import Enrolment, EnrolmentState, RunState
from credentials.models import Credential
from jobs.schedule import every
from people.models import NotificationKind, User
from people.notifications import notify

REMIND_EVERY_SECONDS: Final = 3600
REMIND_DAYS: Final = (7, 1)
BATCH: Final = 500


def enrolled(enrolment: Enrolment, actor: User | None) -> None:
    run = enrolment.run
    waits = enrolment.state == EnrolmentState.WAITING

    def title() -> str:
        if waits:
            return _("You are on the waiting list: %(course)s") % {"course": run.course.title}
        return _("You are enrolled: %(course)s") % {"course": run.course.title}

    _tell(enrolment, NotificationKind.MESSAGE, title=title, actor=actor)


def admitted(enrolment: Enrolment, actor: User | None) -> None:
    _tell(
        enrolment,
        NotificationKind.MESSAGE,
        title=lambda: (
            _("A seat is free, you are enrolled: %(course)s") % {"course": enrolment.run.course.title}
        ),
        actor=actor,
    )


def extended(enrolment: Enrolment, actor: User | None) -> None:
    _tell(
        enrolment,
        NotificationKind.DEADLINE,
        title=lambda: _("You have more time: %(course)s") % {"course": enrolment.run.course.title},
        body=lambda: _("Finish by %(day)s.") % {"day": _day(enrolment)},
        actor=actor,
    )


def eased(enrolment: Enrolment, extension: Extension, actor: User | None) -> None:
    def body() -> str:
        minutes = extension.extra_seconds // 60
        return "\n".join(
            text
            for given, text in (
                (minutes, _("Extra minutes for each try: %(count)s") % {"count": minutes}),
                (
                    extension.extra_attempts,
                    _("Extra tries: %(count)s") % {"count": extension.extra_attempts},
                ),
            )
            if given
        )

    _tell(
        enrolment,
        NotificationKind.MESSAGE,
        title=lambda: (
            _("You have more time or tries in a quiz: %(course)s") % {"course": enrolment.run.course.title}
        ),
        body=body,
        actor=actor,
    )


def completed(enrolment: Enrolment, credential: Credential | None) -> None:
    _tell(
        enrolment,
        NotificationKind.CERTIFICATE if credential else NotificationKind.RESULT,
        title=lambda: _("You have completed the course: %(course)s") % {"course": enrolment.run.course.title},
        body=lambda: _("Your certificate is on your certificates page.") if credential else "",
        url_name="me_certificates" if credential else "",
    )


def wrote(enrolment: Enrolment, *, subject: str, text: str, actor: User) -> None:
    """A coordinator's own words; they are not translated."""
    _tell(enrolment, NotificationKind.MESSAGE, title=lambda: subject, body=lambda: text, actor=actor)


@every(seconds=REMIND_EVERY_SECONDS)
def remind() -> int:
    """Seven days and one day before a deadline, once each. Returns how many reminders were written."""
    now = timezone.now()
    sent = 0
    for days in REMIND_DAYS:
        nearing = (
            Enrolment.objects.filter(
                state=EnrolmentState.ACTIVE, run__state=RunState.OPEN, run__opens_at__lte=now
            )
            .annotate(ends_at=Coalesce("due_at", "run__closes_at"))
            .filter(
                ends_at__gt=now, ends_at__lte=now + timedelta(days=days), done_count__lt=F("run__unit_count")
            )
            .filter(Q(reminded_days__isnull=True) | Q(reminded_days__gt=days))
            .select_related("person", "run__course")[:BATCH]
        )
        for enrolment in nearing:
            # Claimed first: a second worker at the same moment finds nothing to do.
            claimed = Enrolment.objects.filter(pk=enrolment.pk, reminded_days=enrolment.reminded_days)
            if claimed.update(reminded_days=days):
                _remind(enrolment)
                sent += 1
    return sent


def _remind(enrolment: Enrolment) -> None:
    left = enrolment.run.unit_count - enrolment.done_count
    _tell(
        enrolment,
        NotificationKind.DEADLINE,
        title=lambda: (
            _("Finish by %(day)s: %(course)s")
            % {"day": _day(enrolment), "course": enrolment.run.course.title}
        ),
        body=lambda: ngettext("%(count)d part is left.", "%(count)d parts are left.", left) % {"count": left},
    )


def _day(enrolment: Enrolment) -> str:
    due_at = enrolment.due_at or enrolment.run.closes_at
    return date_format(timezone.localtime(due_at), "DATE_FORMAT") if due_at else ""


def _tell(enrolment: Enrolment, kind: str, *, url_name: str = "", **parts: object) -> None:
    with translation.override(enrolment.person.language or translation.get_language()):
        url = reverse(url_name) if url_name else reverse("learn_outline", args=[enrolment.run.slug])
    notify(enrolment.person, kind, url=url, **parts)  # type: ignore[arg-type]
