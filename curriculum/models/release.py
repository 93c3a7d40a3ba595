"""Frozen courses: what learners read. A release never changes; a translation joins it as an edition."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models.subject import Course


class CourseRelease(models.Model):
    """Release n of a course: its ordered units, the author's completion rule, and nothing that can change."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    source_language = models.CharField(max_length=10)
    completion = models.JSONField(
        help_text="The author's default completion rule; a run copies it when it opens."
    )
    # Titles and hours as they stood; {"title": {lang: …}, "minutes": n, "level": …, "outcomes": [...]}
    facts = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over the canonical JSON of units and facts.")
    # Marking the course reaches its releases at once; unmarking waits for the next one (curriculum.gate).
    is_safety = models.BooleanField(default=False, editable=False)
    # Grows with every edition that joins: readers' caches hang on it.
    editions_version = models.PositiveIntegerField(default=0, editable=False)
    note = models.TextField(blank=True, help_text=_("What changed, for coordinators."))
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["course_id", "-number"]
        constraints = [
            models.UniqueConstraint(name="release_number_once_per_course", fields=["course", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.course_id} r{self.number}"


class UnitKind(models.TextChoices):
    MODULE = "module", _("Module")
    LESSON = "lesson", _("Lesson")
    QUIZ = "quiz", _("Quiz")


class ReleaseUnitQuerySet(models.QuerySet["ReleaseUnit"]):
    def studied(self) -> Self:
        """Units a learner opens; modules only group them."""
        return self.exclude(kind=UnitKind.MODULE)


class ReleaseUnit(models.Model):
    """One unit as frozen: structure and source. ``key`` is the translation key its pages share."""

    release = models.ForeignKey(CourseRelease, models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    key = models.UUIDField()
    kind = models.CharField(max_length=8, choices=UnitKind.choices)
    slug = models.SlugField(max_length=80, help_text="ASCII, the same in every language.")
    position = models.PositiveIntegerField(help_text="Order over the whole release, modules included.")
    minutes = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    outcomes = models.JSONField(default=list, help_text="Competency codes.")
    # {"title": …, "summary": …, "blocks": [{"id", "type", "value"}]}: StreamField raw data of the source
    # language.
    source = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over the canonical JSON of ``source``.")
    # {"assessment_version": uuid} for quizzes, {"questions": {item uuid: item version uuid}} for lessons.
    pins = models.JSONField(default=dict)
    byte_size = models.PositiveIntegerField(default=0, help_text="Compressed weight of the source text.")

    objects = ReleaseUnitQuerySet.as_manager()

    class Meta:
        ordering = ["release_id", "position"]
        constraints = [
            models.UniqueConstraint(name="unit_key_once_per_release", fields=["release", "key"]),
            models.UniqueConstraint(name="unit_slug_once_per_release", fields=["release", "slug"]),
            models.UniqueConstraint(name="unit_position_once_per_release", fields=["release", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.release_id}/{self.slug}"


class ReviewState(models.TextChoices):
    NONE = "none", _("Not yet checked")
    NATIVE = "native", _("Checked by a native reader")
    SUBJECT = "subject", _("Checked by a subject expert")


class UnitEdition(models.Model):
    """One language of a frozen unit, bound to the digest of its source. All editions are kept.

    The newest is shown.
    """

    unit = models.ForeignKey(ReleaseUnit, models.CASCADE, related_name="editions")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    # The shape of ReleaseUnit.source; blocks not translated (or in critical drift) are absent and fall back.
    text = models.JSONField()
    source_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    review_state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.NONE)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["unit_id", "language", "-number"]
        constraints = [
            models.UniqueConstraint(name="edition_number_once", fields=["unit", "language", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.language} e{self.number}"
