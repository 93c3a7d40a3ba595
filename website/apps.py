from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "website"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from people import groups, privacy
        from people.models import AppointmentRole
        from website import problems

        for role in (AppointmentRole.ADMINISTRATOR, AppointmentRole.MANAGER):
            groups.open_rooms(role, "website", {"problemreport": ("change", "view")})
        privacy.register("problem_reports", problems.export_for)
        privacy.register_disposer(
            "problem_reports", _("Problem reports"), months=24, dispose=problems.dispose_before
        )
