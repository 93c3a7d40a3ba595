"""Cohorts: a release opened to a group of people for a period, and who looks after it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from curriculum.models import Course, CourseRelease


class RunState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class EnrolmentMode(models.TextChoices):
    OPEN = "open", _("Anyone with an account")
    INVITED = "invited", _("By invitation")
    NOMINATED = "nominated", _("By nomination")
    MANDATORY = "mandatory", _("Assigned")


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def running(self) -> Self:
        return self.filter(state=RunState.OPEN)


class CourseRun(models.Model):
    """A cohort. It is pinned to a release and copies the completion rule when it opens; the copy binds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="runs")
    release = models.ForeignKey(CourseRelease, models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)  # translated
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.PLANNED)
    enrolment_mode = models.CharField(
        max_length=12, choices=EnrolmentMode.choices, default=EnrolmentMode.INVITED
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: without limit."))
    join_code = models.CharField(max_length=20, blank=True)
    completion = models.JSONField(default=dict)
    # Thresholds of "needs attention"; a coordinator may change them (courses.attention).
    attention = models.JSONField(default=dict)
    # Tallies: lists need no count per row, and the database itself refuses a seat too many.
    unit_count = models.PositiveSmallIntegerField(default=0, editable=False)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    is_fictitious = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(CourseRunQuerySet)()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                name="run_period_in_order",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
            models.UniqueConstraint(
                name="run_join_code_once", fields=["join_code"], condition=~Q(join_code="")
            ),
            models.CheckConstraint(
                name="run_seats_not_exceeded",
                condition=Q(seats__isnull=True) | Q(seats_taken__lte=F("seats")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self) -> bool:
        now = timezone.now()
        return (
            self.state == RunState.OPEN
            and self.opens_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )

    def has_seat(self) -> bool:
        return self.seats is None or self.seats_taken < self.seats


class RunStaffRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    INSTRUCTOR = "instructor", _("Instructor")


class RunStaff(models.Model):
    """Who looks after a cohort: the scope of the coordinator's role."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="run_roles")
    role = models.CharField(max_length=16, choices=RunStaffRole.choices)

    class Meta:
        constraints = [models.UniqueConstraint(name="run_staff_once", fields=["run", "person", "role"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id} {self.role}"


class LineItem(models.Model):
    """A graded unit of a run (LTI AGS) and the delivery that opens its quiz."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="line_items")
    unit_key = models.UUIDField()
    delivery = models.OneToOneField("assessments.Delivery", models.PROTECT, related_name="line_item")

    class Meta:
        constraints = [models.UniqueConstraint(name="line_item_once_per_unit", fields=["run", "unit_key"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.unit_key}"


class Assignment(models.Model):
    """A run assigned to an agency or section with a due date: mandatory training."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey("people.Agency", models.PROTECT, related_name="assignments")
    due_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="assignment_once", fields=["run", "agency"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.agency_id}"
