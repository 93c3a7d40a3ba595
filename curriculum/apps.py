from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "curriculum"

    def ready(self) -> None:
        from curriculum import permissions, signal_handlers  # noqa: F401 (receivers register themselves)

        permissions.register_roles()
