"""Problem reports in the CMS, for the people who run the site."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from website.models import ProblemReport


class ProblemReportViewSet(ModelViewSet):
    model = ProblemReport
    icon = "warning"
    menu_label = "Problem reports"
    menu_order = 900
    add_to_admin_menu = True
    list_display = ("created_at", "text", "page_url", "state")
    list_filter = ("state", "language")
    search_fields = ("text", "page_url")
    list_export = ("created_at", "state", "language", "page_url", "text", "contact", "answer")
    # Only what staff adds may change; what a reader wrote stays as written.
    panels = (
        FieldPanel("created_at", read_only=True),
        FieldPanel("page_url", read_only=True),
        FieldPanel("text", read_only=True),
        FieldPanel("contact", read_only=True),
        FieldPanel("language", read_only=True),
        FieldPanel("state"),
        FieldPanel("answer"),
    )


@hooks.register("register_admin_viewset")
def problem_reports() -> ProblemReportViewSet:
    return ProblemReportViewSet("problem-reports", url_prefix="problem-reports")
