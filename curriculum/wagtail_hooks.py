"""What this app adds to the CMS."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from curriculum.policies import register_policies
from curriculum.views.admin_board import translation_board
from curriculum.views.home_panels import OldTranslations, WaitingForMe
from curriculum.views.release import release
from curriculum.views.reports import OldStatisticsReport
from curriculum.views.snippets import CurriculumGroup

register_policies()
register_snippet(CurriculumGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("curriculum/courses/<int:course_id>/release/", release, name="curriculum_release"),
        path("curriculum/courses/<int:course_id>/translations/", translation_board, name="curriculum_board"),
        path("reports/old-figures/", OldStatisticsReport.as_view(), name="curriculum_old_statistics"),
        path(
            "reports/old-figures/results/",
            OldStatisticsReport.as_view(results_only=True),
            name="curriculum_old_statistics_results",
        ),
    ]


class OldStatisticsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("curriculum.change_statistic")


@hooks.register("register_reports_menu_item")
def old_statistics_item() -> MenuItem:
    return OldStatisticsItem(
        _("Figures past their review date"), reverse("curriculum_old_statistics"), icon_name="date", order=700
    )


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels += [WaitingForMe(), OldTranslations()]
