"""Reports for authors: figures whose review date has passed."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from curriculum.models import Statistic


class OldStatisticsReport(ReportView):
    model = Statistic
    permission_policy = ModelPermissionPolicy(Statistic)
    permission_required = "change"
    page_title = _("Figures past their review date")
    header_icon = "date"
    index_url_name = "curriculum_old_statistics"
    index_results_url_name = "curriculum_old_statistics_results"
    list_export = ["key", "label_en", "value", "as_of_on", "review_on", "source"]

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("key", label=_("Key"), get_url=_edit_url),
            Column("label", label=_("Label")),
            Column("value", label=_("Value")),
            DateColumn("as_of_on", label=_("As of")),
            DateColumn("review_on", label=_("To be reviewed on")),
            Column("source", label=_("Source")),
        ]

    def get_queryset(self) -> QuerySet[Statistic]:
        return past_review()


def past_review() -> QuerySet[Statistic]:
    return Statistic.objects.filter(review_on__lt=timezone.localdate()).order_by("review_on")


def _edit_url(statistic: Statistic) -> str:
    return reverse("wagtailsnippets_curriculum_statistic:edit", args=[statistic.pk])
