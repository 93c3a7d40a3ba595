"""What is taught, language-neutral.

Subject areas, who may write in them, competencies, and the course record.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class SubjectArea(models.Model):
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=150)  # translated

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class SubjectRoleKind(models.TextChoices):
    AUTHOR = "author", _("Author")
    TRANSLATOR = "translator", _("Translator")
    REVIEWER = "reviewer", _("Reviewer")


class SubjectRoleQuerySet(models.QuerySet["SubjectRole"]):
    def held_by(self, person: Any, role: str, area: SubjectArea | None) -> Self:
        """Roles of a person in an area; one without an area holds in all of them."""
        return self.filter(Q(subject_area=None) | Q(subject_area=area), person=person, role=role)


class SubjectRole(models.Model):
    """Who writes, translates or reviews in a subject area; ``subject_area`` empty means all of them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="subject_roles")
    subject_area = models.ForeignKey(SubjectArea, models.PROTECT, null=True, blank=True, related_name="roles")
    role = models.CharField(max_length=16, choices=SubjectRoleKind.choices)
    language = models.CharField(max_length=10, blank=True, help_text=_("Translators: the language written."))

    objects = SubjectRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="subject_role_once",
                fields=["person", "subject_area", "role", "language"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class CompetencyFramework(models.Model):
    """A set of outcomes (CASE: document)."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)  # translated

    def __str__(self) -> str:
        return self.title


class Competency(models.Model):
    """One outcome (CASE: item), such as A-LO1."""

    framework = models.ForeignKey(CompetencyFramework, models.CASCADE, related_name="competencies")
    code = models.CharField(max_length=40, unique=True)
    statement = models.TextField()  # translated
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["framework_id", "position"]
        verbose_name_plural = "competencies"

    def __str__(self) -> str:
        return f"{self.code} {self.statement}"


class Level(models.TextChoices):
    BASIC = "basic", _("Basic")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Handling(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted audience")


class Course(index.Indexed, models.Model):
    """The language-neutral record.

    Everything that outlives an edit points here, never at a page of one language.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)  # translated
    summary = models.CharField(max_length=300)  # translated
    description = models.TextField(blank=True)  # translated
    audience = models.CharField(max_length=300, blank=True)  # translated
    certificate_title = models.CharField(max_length=200, blank=True)  # translated
    subject_area = models.ForeignKey(SubjectArea, models.PROTECT, related_name="courses")
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.BASIC)
    minutes = models.PositiveIntegerField(help_text=_("Study time."))
    source_language = models.CharField(max_length=10, default="en")
    handling = models.CharField(max_length=16, choices=Handling.choices, default=Handling.PUBLIC)
    is_safety = models.BooleanField(
        _("safety content"),
        default=False,
        help_text=_(
            "A mistake in it can hurt somebody: substances, weapons, restraint, first aid, traffic. "
            "Translations are shown only once checked, and it is released by somebody who neither "
            "wrote nor approved its pages."
        ),
    )
    competencies = models.ManyToManyField(Competency, blank=True, related_name="courses")
    default_completion = models.JSONField(
        default=dict, blank=True, help_text="The author's completion rule (curriculum.completion)."
    )
    page_key = models.UUIDField(
        null=True, unique=True, editable=False, help_text="translation_key of its page"
    )
    content_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title
