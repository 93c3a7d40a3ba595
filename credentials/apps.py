from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentials"

    def ready(self) -> None:
        from credentials import drawing  # noqa: F401, PLC0415 (the drawing job registers itself)
