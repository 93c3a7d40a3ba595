"""Course pages as authors edit them: a tree in the source language, one translated tree per language."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from curriculum import checks, reading, registry
from curriculum.blocks import BodyField
from curriculum.findings import Finding
from curriculum.freezing import freeze_blocks
from curriculum.models import Course, UnitKind
from curriculum.pages.bases import DATA_SAVER, PRINT, ClosedPage, UnitPage

__all__ = ["CourseIndexPage", "CoursePage", "LessonPage", "ModulePage", "UnitPage"]


class CourseIndexPage(Page):
    """The parent of all course pages.

    What visitors see here is ``curriculum.views.catalogue``, in every language.
    """

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types = ["curriculum_pages.CoursePage"]
    max_count_per_parent = 1
    translatable_fields = [TranslatableField("title"), TranslatableField("introduction")]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("catalogue")


class CoursePage(Page):
    """The root of a course's tree.

    Visitors see ``curriculum.views.course_page``: the record and its newest release, in every language,
    whether this page is translated or not.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="pages", verbose_name=_("course"))

    content_panels = [*Page.content_panels, FieldPanel("course")]
    parent_page_types = ["curriculum_pages.CourseIndexPage"]
    subpage_types = ["curriculum_pages.ModulePage"]
    translatable_fields = [TranslatableField("title"), SynchronizedField("course", overridable=False)]

    def clean(self) -> None:
        super().clean()
        taken = CoursePage.objects.filter(course_id=self.course_id).exclude(
            translation_key=self.translation_key
        )
        if taken.exists():
            raise ValidationError({"course": _("This course has a page already.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Course.objects.filter(pk=self.course_id).update(page_key=self.translation_key)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("course_page", self.course.slug)


class ModulePage(ClosedPage):
    """A part of a course: it groups units and says nothing itself."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    parent_page_types = ["curriculum_pages.CoursePage"]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        SynchronizedField("slug", overridable=False),
    ]

    unit_kind: ClassVar[str] = UnitKind.MODULE

    def frozen(self) -> dict[str, Any]:
        return {"title": self.title, "summary": self.summary, "blocks": []}


class LessonPage(UnitPage):
    unit_kind: ClassVar[str] = UnitKind.LESSON

    body = BodyField(verbose_name=_("content"), blank=True)

    content_panels = [*UnitPage.content_panels, FieldPanel("body")]
    parent_page_types = ["curriculum_pages.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("is_required", overridable=False),
    ]

    def frozen(self) -> dict[str, Any]:
        blocks = freeze_blocks(self.body, self.locale.language_code)
        return {"title": self.title, "summary": self.summary, "blocks": blocks}

    def checks(self) -> list[Finding]:
        return checks.lesson_findings(self)

    def pins(self, *, actor: Any) -> dict[str, Any]:
        items = checks.question_uuids(self.frozen())
        pinned = registry.pin_questions(items, actor) if items else {}
        return {"questions": {str(item): str(version) for item, version in pinned.items()}}

    def preview_facts(self) -> dict[str, Any]:
        body = reading.draft_body(
            self.frozen(),
            self.locale.language_code,
            saves_data=self.previewed_as == DATA_SAVER,
            opens_folds=self.previewed_as == PRINT,
        )
        return {"body": body, "minutes": self.minutes, "summary": self.summary}
