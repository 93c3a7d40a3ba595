from typing import Any

from django.core.management.base import BaseCommand

from curriculum.editorial import create_editorial_workflow
from website.standing_pages import create_standing_pages


class Command(BaseCommand):
    help = "Make what every site begins with: languages, standing pages, the way from draft to readers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run after every upgrade and every change of MANABIYA_LANGUAGES; what exists is left alone."""
        made = create_standing_pages()
        create_editorial_workflow()
        self.stdout.write(f"{len(made)} pages were missing and have been made." if made else "All is there.")
