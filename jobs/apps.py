from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        for module in ("jobs.queue", "jobs.wagtail_tasks"):
            import_module(module)
