from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from languages.catalogues import compile_all


class Command(BaseCommand):
    help = "Compile the interface catalogues in locale/ (needs no gettext tools)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in compile_all(Path(folder)):
                self.stdout.write(f"compiled {path.relative_to(folder)}")
