from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentials"

    def ready(self) -> None:
        """Plug into the registries of the apps below; the drawing job registers itself."""
        from django.utils.translation import gettext_lazy as _

        from credentials import drawing, personal_data  # noqa: F401
        from people import privacy

        privacy.register("credentials", personal_data.export_for)
        privacy.register_eraser("credentials", personal_data.erase_for)
        privacy.register_disposer(
            "certificates",
            _("Names and files of certificates"),
            months=360,
            dispose=personal_data.dispose,
        )
