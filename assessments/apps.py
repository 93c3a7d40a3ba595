from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import attempts, lessons, permissions  # noqa: F401, PLC0415 (periodic work registers itself)
        from people import roles  # noqa: PLC0415

        lessons.plug_in()
        roles.register(roles.MARKER, permissions.is_marker)
