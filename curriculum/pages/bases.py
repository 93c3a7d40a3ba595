"""What pages of a course have in common: closed addresses, previews, and what a release needs of a unit."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page

from curriculum.findings import Finding
from curriculum.models import UnitKind
from languages.drift import digest
from languages.registry import direction, html_tag

PREVIEW_SIZES = [
    {"name": "360", "icon": "mobile-alt", "device_width": 360, "label": _("Phone, 360 pixels wide")},
    {"name": "768", "icon": "tablet-alt", "device_width": 768, "label": _("Tablet, 768 pixels wide")},
    {"name": "1280", "icon": "desktop", "device_width": 1280, "label": _("Computer, 1280 pixels wide")},
]
DATA_SAVER, PRINT = "data-saver", "print"


class ClosedPage(Page):
    """A page without an address of its own: learners read releases, visitors the course page."""

    class Meta:
        abstract = True

    previewed_as = ""
    preview_modes = [("", _("As read")), (DATA_SAVER, _("With data saver")), (PRINT, _("In print"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return PREVIEW_SIZES

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        self.previewed_as = mode_name
        context = {
            "page": self,
            "title": self.title,
            "lang": html_tag(self.locale.language_code),
            "dir": direction(self.locale.language_code),
            **self.preview_facts(),
        }
        return TemplateResponse(request, "curriculum/pages/preview.html", context)

    def preview_facts(self) -> dict[str, Any]:
        return {}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return []


class UnitPage(ClosedPage):
    """A lesson or a quiz as authors work on it. A release freezes it without knowing which it is."""

    unit_kind: ClassVar[str] = UnitKind.LESSON

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, help_text=_("Time an average learner needs.")
    )
    is_required = models.BooleanField(_("required"), default=True)
    outcomes = ParentalManyToManyField(
        "curriculum.Competency", verbose_name=_("outcomes"), blank=True, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("is_required")]),
        FieldPanel("outcomes"),
    ]

    class Meta:
        abstract = True

    def frozen(self) -> dict[str, Any]:
        """The text as a release keeps it: ``{"title", "summary", "blocks": [{"id", "type", "value"}]}``."""
        return {"title": self.title, "summary": self.summary, "blocks": []}

    def digest(self) -> str:
        return digest(self.frozen())

    def checks(self) -> list[Finding]:
        """What an author must know before this page goes into a release."""
        return []

    def pins(self, *, actor: Any) -> dict[str, Any]:
        """Versions this unit is frozen with; may publish what changed."""
        return {}
