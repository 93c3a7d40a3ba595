"""Pages that belong to no single subject, who runs this site, and problems readers report."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from people import privacy

PROSE = ["h2", "h3", "bold", "ol", "ul", "link", "hr"]


@register_setting(icon="group")
class SiteOperator(BaseGenericSetting):
    """Who answers for this site; shown on the pages that must name somebody."""

    name = models.CharField(_("organisation"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail address for questions"), blank=True)

    class Meta:
        verbose_name = _("who runs this site")


class HomePage(Page):
    """The front page of one language."""

    lead = models.TextField(_("opening sentences"), blank=True)
    body = RichTextField(_("text below the doors"), features=PROSE, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    template = "website/home_page.html"
    # One under the root for each language; further pages of the site stand below it.
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("front page")


class StandardPage(Page):
    """Help, accessibility, privacy, data use, and whatever else a site must say in prose."""

    body = RichTextField(_("text"), features=PROSE)
    checked_on = models.DateField(
        _("last checked on"), null=True, blank=True, help_text=_("Shown below the title.")
    )

    shows_retention = models.BooleanField(
        _("show how long data is kept"),
        default=False,
        help_text=_("Adds the table that the daily job follows."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("checked_on"),
        FieldPanel("body"),
        FieldPanel("shows_retention"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]
    template = "website/standard_page.html"
    parent_page_types: ClassVar = ["website.HomePage", "website.StandardPage"]

    class Meta:
        verbose_name = _("standard page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "operator": SiteOperator.load(request_or_site=request),
            "retention": privacy.retention_table() if self.shows_retention else [],
        }


class ProblemState(models.TextChoices):
    NEW = "new", _("New")
    SEEN = "seen", _("Being looked at")
    SOLVED = "solved", _("Solved")


class ProblemReport(models.Model):
    """What a reader could not do, on which page. Kept without an address of the device."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page_url = models.CharField(_("page"), max_length=500, blank=True)
    text = models.TextField(_("what happened"))
    contact = models.CharField(_("how to reach the reader"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="problem_reports"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProblemState.choices, default=ProblemState.NEW
    )
    answer = models.TextField(_("what was done"), blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("problem report")

    def __str__(self) -> str:
        return self.text[:60]
