"""What this app adds to the CMS."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from curriculum.forms import ReviewGateForm
from curriculum.models import ReviewGate
from curriculum.outline import is_translated_unit
from curriculum.policies import register_policies
from curriculum.views.admin_board import translation_board
from curriculum.views.checks import check_translation, check_url
from curriculum.views.home_panels import OldTranslations, WaitingForMe
from curriculum.views.release import release
from curriculum.views.reports import OldStatisticsReport
from curriculum.views.snippets import CurriculumGroup

register_policies()
ReviewGate.edit_handler = ObjectList([FieldPanel("allows_unreviewed")], base_form_class=ReviewGateForm)
register_snippet(CurriculumGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("curriculum/courses/<int:course_id>/release/", release, name="curriculum_release"),
        path("curriculum/courses/<int:course_id>/translations/", translation_board, name="curriculum_board"),
        path("curriculum/translations/<int:page_id>/check/", check_translation, name="curriculum_check"),
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


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def check_button(page: Page, user: Any, *_args: Any, **_kwargs: Any) -> Iterator[Button]:
    """On translated pages only: the source language is approved and released."""
    if is_translated_unit(page):
        yield Button(_("Check the translation"), check_url(page), icon_name="check", priority=16)


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels += [WaitingForMe(), OldTranslations()]
