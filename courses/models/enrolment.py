"""Who takes a run, and the dated, attributed history of it."""

import uuid
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models.run import Assignment, CourseRun
from curriculum.models import ReleaseUnit, UnitKind


class EnrolmentState(models.TextChoices):
    WAITING = "waiting", _("On the waiting list")
    ACTIVE = "active", _("Enrolled")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended without completion")


ACCESS_STATES: Final = (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.ENDED)
SEATED_STATES: Final = (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)


# Reasons that rules write; anything else is somebody's own words.
RULE_REASONS: Final = {
    "code": _("Joined by code"),
    "nomination": _("Nominated"),
    "assigned": _("Assigned"),
    "admitted": _("From the waiting list"),
    "import": _("From a list"),
    "closed": _("The cohort was closed"),
}


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def for_person(self, person: object) -> Self:
        return self.filter(person=person)

    def with_access(self) -> Self:
        """States in which the lessons may be read; a withdrawn learner keeps the record, not the access."""
        return self.filter(state__in=ACCESS_STATES)

    def seated(self) -> Self:
        """Whoever takes a seat; a place given up or waited for is free for others."""
        return self.filter(state__in=SEATED_STATES)

    def listed(self) -> Self:
        """Everybody a coordinator still looks after."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)


class Enrolment(models.Model):
    """One person in one run, in any language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=12, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    nominated_by = models.ForeignKey(
        "people.Agency", models.PROTECT, null=True, blank=True, related_name="nominated_enrolments"
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("Personal; empty: the run's end."))
    reminded_days = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="The last reminder sent: that many days before the deadline."
    )
    enrolled_at = models.DateTimeField()
    # Tallies kept by the rules in courses.progress, so that lists need no per-row query.
    done_count = models.PositiveSmallIntegerField(default=0)
    last_unit_key = models.UUIDField(null=True, blank=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enrolment_once_per_run", fields=["run", "person"]),
            models.CheckConstraint(
                name="enrolment_completed_has_date",
                condition=~Q(state="completed") | Q(completed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="enrolment_person_state", fields=["person", "state"])]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def has_access(self) -> bool:
        return self.state in ACCESS_STATES

    @property
    def effective_due_at(self) -> datetime | None:
        """The personal deadline, else the end of the run."""
        return self.due_at or self.run.closes_at


class EnrolmentEvent(models.Model):
    """Who changed what, when, from which state to which, and why."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    # What changed besides the state: {"due_at": [before, after]}, {"moved_to": run id},
    # {"delivery": id, "extra_minutes": n, "extra_attempts": n}.
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.from_state}>{self.to_state}"

    @property
    def change(self) -> str:
        """What happened, in words."""
        if self.from_state == self.to_state and "due_at" in self.data:
            return str(_("New deadline"))
        if self.from_state == self.to_state and "delivery" in self.data:
            return str(_("Extra time or tries for a quiz"))
        return str(EnrolmentState(self.to_state).label)

    @property
    def reason_text(self) -> str:
        """A reason a rule gave is a keyword and is translated; one a person wrote stays as written."""
        return str(RULE_REASONS.get(self.reason, self.reason))


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def current_for(self, enrolment: Enrolment) -> Self:
        """What is done and counts: the unit is in the run's release and says what was read. A passed quiz
        stays passed.
        """
        same = ReleaseUnit.objects.studied().filter(
            Q(kind=UnitKind.QUIZ) | Q(digest=OuterRef("unit_digest")),
            release__runs=enrolment.run_id,
            key=OuterRef("unit_key"),
        )
        return self.filter(Exists(same), enrolment=enrolment, done_at__isnull=False)


class LessonProgress(models.Model):
    """How far a learner got in one unit; by key, so that language and release may change under it."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    unit_key = models.UUIDField()
    unit_digest = models.CharField(max_length=64, help_text="The frozen source that was read.")
    language = models.CharField(max_length=10)
    edition = models.PositiveIntegerField(null=True, help_text="Empty: the source itself.")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="progress_once_per_unit", fields=["enrolment", "unit_key"])
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.unit_key}"


class Result(models.Model):
    """What counts for a line item: the best attempt by the stated rule; derived from the ledger, kept for
    lists.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="results")
    line_item = models.ForeignKey("courses.LineItem", models.PROTECT, related_name="results")
    attempt = models.ForeignKey("assessments.Attempt", models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    is_passed = models.BooleanField()
    failed_count = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="result_once_per_line_item", fields=["enrolment", "line_item"])
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.percent}"


class Completion(models.Model):
    """All the run's rule asks was done; the credential it led to."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="completion")
    completed_at = models.DateTimeField()
    evidence = models.JSONField(help_text="Which units and attempts satisfied which part of the rule.")
    credential = models.ForeignKey("credentials.Credential", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class ContactNote(models.Model):
    """A coordinator's dated note about a learner: who was called, what was agreed."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class Acknowledgement(models.Model):
    """A reader accepted how material that is not public must be handled, before the first view."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handling = models.CharField(max_length=16)
    acknowledged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="acknowledged_once", fields=["run", "person", "handling"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id} {self.handling}"


class AccessRecord(models.Model):
    """Who opened which unit of a course that is not public, and when; one line for every view."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="access_records")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit_key = models.UUIDField()
    language = models.CharField(max_length=10)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id} {self.unit_key}"
