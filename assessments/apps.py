from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import attempts, correcting, lessons, permissions  # noqa: F401 (periodic and queued work)
        from people import roles

        roles.register(roles.MARKER, permissions.is_marker)
        lessons.plug_in()
