from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import attempts, lessons, permissions  # noqa: F401 (attempts: periodic work)
        from people import roles

        roles.register(roles.MARKER, permissions.is_marker)
        lessons.plug_in()
