"""A quiz as a unit of a course: it points at an assessment, and a release pins the version it finds."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from assessments import checking, publishing
from assessments.models import Assessment
from curriculum.findings import Finding
from curriculum.models import UnitKind
from curriculum.pages.models import UnitPage


class QuizPage(UnitPage):
    unit_kind: ClassVar[str] = UnitKind.QUIZ

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="pages", verbose_name=_("assessment")
    )

    content_panels = [*UnitPage.content_panels, FieldPanel("assessment")]
    parent_page_types = ["curriculum_pages.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("is_required", overridable=False),
        SynchronizedField("assessment", overridable=False),
    ]

    def checks(self) -> list[Finding]:
        return checking.assessment_findings(self.assessment, page=self)

    def pins(self, *, actor: Any) -> dict[str, Any]:
        version = publishing.pin_assessment(self.assessment, actor=actor)
        return {"assessment_version": str(version.uuid)}

    def preview_facts(self) -> dict[str, Any]:
        return {"minutes": self.minutes, "summary": self.summary, "body": ""}
