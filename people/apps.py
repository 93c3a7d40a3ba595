from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default = True

    def ready(self) -> None:
        from people import privacy, signal_handlers  # noqa: F401

        privacy.register_own()


class UsersAppConfig(WagtailUsersAppConfig):
    """Wagtail's pages for accounts, with our names instead of first and last."""

    user_viewset = "people.views.admin.PersonViewSet"
