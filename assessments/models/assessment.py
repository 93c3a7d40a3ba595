"""Quizzes: the working copy, the pinned version, and the delivery that opens one to learners."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from assessments.models.item import Item, ItemVersion


class Assessment(ClusterableModel):
    """A quiz as authors work on it (QTI: test)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)  # translated
    pass_percent = models.PositiveSmallIntegerField(default=70, validators=[MaxValueValidator(100)])
    max_attempts = models.PositiveSmallIntegerField(default=3, help_text=_("0 means without limit."))
    wait_hours = models.PositiveSmallIntegerField(default=24, help_text=_("Between two attempts."))
    minutes = models.PositiveSmallIntegerField(default=0, help_text=_("Time allowed; 0 means without limit."))
    shows_answers = models.BooleanField(default=True, help_text=_("Show right answers in the result."))

    def __str__(self) -> str:
        return self.title


class Section(Orderable, ClusterableModel):
    """A part of a quiz: its items, and how many of them each learner gets (empty: all)."""

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=200, blank=True)  # translated
    draw = models.PositiveSmallIntegerField(null=True, blank=True)
    items = models.ManyToManyField(Item, through="SectionItem", related_name="+")

    def __str__(self) -> str:
        return f"{self.assessment_id}.{self.sort_order}"


class SectionItem(models.Model):
    section = ParentalKey(Section, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, models.PROTECT, related_name="section_entries")
    position = models.PositiveSmallIntegerField(editable=False)

    sort_order_field = "position"

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="item_once_per_section", fields=["section", "item"])]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.item_id}"


class AssessmentVersion(models.Model):
    """Which item versions, in which sections, under which rules. Immutable; a release pins one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # {"title": {lang: …}, "pass_percent", "max_attempts", "wait_hours", "minutes", "shows_answers",
    #  "sections": [{"title": {lang: …}, "draw": null, "items": [item version uuid, …]}]}
    plan = models.JSONField()
    digest = models.CharField(max_length=64)
    item_versions = models.ManyToManyField(ItemVersion, related_name="assessment_versions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="assessment_version_number_once", fields=["assessment", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} v{self.number}"


class OutagePolicy(models.TextChoices):
    KEEP_RUNNING = "keep_running", _("The clock keeps running")
    CREDIT = "credit", _("Lost time is credited within a cap")


class Delivery(models.Model):
    """A quiz opened to a group: window, tries, time. It binds; edits of the assessment do not reach it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(AssessmentVersion, models.PROTECT, related_name="deliveries")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    pass_percent = models.PositiveSmallIntegerField()
    max_attempts = models.PositiveSmallIntegerField()
    wait_hours = models.PositiveSmallIntegerField()
    allowed_seconds = models.PositiveIntegerField(null=True, blank=True)
    late_hours = models.PositiveSmallIntegerField(
        default=24, help_text=_("Answers made in time may arrive this late.")
    )
    outage_policy = models.CharField(
        max_length=16, choices=OutagePolicy.choices, default=OutagePolicy.KEEP_RUNNING
    )
    outage_cap_seconds = models.PositiveIntegerField(default=1800)
    shows_answers = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return str(self.uuid)


class DeliveryMarker(models.Model):
    """Who marks written answers of a delivery."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="markers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="markings")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="marker_once_per_delivery", fields=["delivery", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.person_id}"


class Extension(models.Model):
    """Extra time or tries for one person (WCAG 2.2.1), with a reason."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="extensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    extra_seconds = models.PositiveIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    closes_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="extension_once_per_person", fields=["delivery", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.person_id}"
