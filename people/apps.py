from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import privacy, signal_handlers  # noqa: F401 (receivers register themselves)

        privacy.register_own()
