"""The quiz as a unit of a course: where it stands in the tree, and which assessment it opens."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from assessments.lessons import quiz_findings
from assessments.models import Assessment
from assessments.publishing import pin_assessment
from curriculum.findings import Finding
from curriculum.models import UnitKind
from curriculum.pages.bases import UnitPage


class QuizPage(UnitPage):
    unit_kind: ClassVar[str] = UnitKind.QUIZ

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="pages", verbose_name=_("quiz"))

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
        return quiz_findings(self.assessment, self)

    def pins(self, *, actor: Any) -> dict[str, Any]:
        return {"assessment_version": str(pin_assessment(self.assessment, actor=actor).uuid)}
