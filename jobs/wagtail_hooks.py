"""The way from the administration to background work."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class BackgroundWorkItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_settings_menu_item")
def background_work() -> MenuItem:
    return BackgroundWorkItem(_("Background work"), reverse("job_list"), icon_name="tasks", name="jobs")
