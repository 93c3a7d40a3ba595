"""Questions: the working copy authors edit, and the frozen versions learners answer."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from curriculum.models import ReviewState


class Item(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """A question as authors work on it. Publishing writes an ``ItemVersion``; attempts never read this."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True, allow_unicode=False)
    subject_area = models.ForeignKey("curriculum.SubjectArea", models.PROTECT, related_name="items")
    outcome = models.ForeignKey(
        "curriculum.Competency", models.PROTECT, null=True, blank=True, related_name="items"
    )
    interaction = models.CharField(max_length=32)  # a name registered in assessments.interactions
    points = models.DecimalField(max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(0)])
    is_multiple = models.BooleanField(_("several right answers"), default=False)
    is_true = models.BooleanField(_("the statement is true"), null=True, blank=True)
    shuffle = models.BooleanField(_("mix the options"), default=True)
    number_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    number_tolerance = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    source_language = models.CharField(max_length=10, default="en")
    stem = models.TextField(_("question"))  # translated
    unit = models.CharField(_("unit of the number"), max_length=60, blank=True)  # translated
    feedback_correct = models.TextField(_("feedback for a right answer"), blank=True)  # translated
    feedback_incorrect = models.TextField(_("feedback for a wrong answer"), blank=True)  # translated

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.stem}"[:80]

    # --- Preview: what a learner sees before and after answering ---------------------------------
    preview_modes = [("", _("As asked")), ("right", _("Answered right")), ("wrong", _("Answered wrong"))]
    preview_sizes = [
        {"name": "360", "icon": "mobile-alt", "device_width": 360, "label": _("Phone, 360 pixels wide")},
        {"name": "1280", "icon": "desktop", "device_width": 1280, "label": _("Computer, 1280 pixels wide")},
    ]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "assessments/item_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {"item": self, "mode": mode_name}


class ItemPart(Orderable):
    """An option, step, pair or gap; its order among the parts is the right order where order matters."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="parts")
    identifier = models.SlugField(max_length=40, help_text=_("Language-neutral; never changes once used."))
    text = models.TextField(blank=True)  # translated
    match_text = models.TextField(_("matching text"), blank=True)  # translated
    accepted = models.TextField(_("accepted answers, one a line"), blank=True)  # translated
    accepted_anywhere = models.TextField(_("accepted in every language, one a line"), blank=True)
    is_correct = models.BooleanField(_("right answer"), default=False)
    feedback = models.TextField(blank=True)  # translated

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(name="part_identifier_once_per_item", fields=["item", "identifier"])
        ]

    def __str__(self) -> str:
        return self.identifier


class ItemVersion(models.Model):
    """A question as asked: structure and source text. Immutable."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    interaction = models.CharField(max_length=32)
    definition = models.JSONField(help_text="Language-neutral structure; schema of the interaction.")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    outcome_code = models.CharField(max_length=40, blank=True)
    source_language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, help_text="SHA-256 over definition and source text.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="item_version_number_once", fields=["item", "number"])]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class ItemText(models.Model):
    """One language of a version.

    ``{"stem", "unit", "feedback_correct", "feedback_incorrect", "parts": {id: {...}}}``
    """

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    edition = models.PositiveIntegerField()
    text = models.JSONField()
    source_digest = models.CharField(max_length=64)
    review_state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.NONE)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="item_text_edition_once", fields=["version", "language", "edition"])
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language} e{self.edition}"


class KeyRevision(models.Model):
    """The answer key of a version. Number 1 comes with it; a correction names its reason and approver."""

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="keys")
    number = models.PositiveIntegerField()
    key = models.JSONField()
    # A translation brings accepted answers in a language that had none: it takes nothing away from anybody.
    is_extension = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="key_revision_number_once", fields=["version", "number"]),
            models.CheckConstraint(
                name="key_correction_needs_second_person",
                condition=models.Q(number=1)
                | models.Q(is_extension=True)
                | (models.Q(approved_by__isnull=False) & ~models.Q(approved_by=models.F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} k{self.number}"


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class KeyCorrection(models.Model):
    """A new key for a version in use: proposed by one person with a reason, decided by another."""

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="corrections")
    key = models.JSONField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    revision = models.OneToOneField(KeyRevision, models.PROTECT, null=True, related_name="correction")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="key_correction_one_open_per_version",
                fields=["version"],
                condition=models.Q(state="proposed"),
            ),
            models.CheckConstraint(
                name="key_correction_approved_by_another",
                condition=~models.Q(state="approved")
                | (
                    models.Q(decided_by__isnull=False, revision__isnull=False)
                    & ~models.Q(decided_by=models.F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"
