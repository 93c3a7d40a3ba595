"""What this app adds to the CMS."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.admin_views import CohortsGroup, register_policies
from courses.packages.uploading import can_upload
from courses.views import packages

register_policies()


@hooks.register("register_admin_viewset")
def cohorts_group() -> CohortsGroup:
    return CohortsGroup()


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("packages/", packages.package_list, name="course_packages"),
        path("packages/<uuid:upload>/", packages.package_detail, name="course_package"),
        path(
            "packages/of-course/<int:course_id>/", packages.package_download, name="course_package_download"
        ),
    ]


class PackagesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_upload(request.user)


@hooks.register("register_admin_menu_item")
def packages_item() -> MenuItem:
    return PackagesItem(
        _("Course packages"), reverse("course_packages"), icon_name="download", name="packages", order=220
    )
