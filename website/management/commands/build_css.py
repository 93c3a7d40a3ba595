"""Build the style sheets from ``website/css``; ``--check`` only says whether they are fresh."""

import gzip

from django.core.management.base import BaseCommand, CommandError, CommandParser

from website import stylesheets


class Command(BaseCommand):
    help = "Join and shrink website/css into website/static/website."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail when a built sheet is out of date.")

    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        if check:
            if old := list(stylesheets.stale()):
                raise CommandError(f"Out of date: {', '.join(old)}. Run manage.py build_css.")
            return
        stylesheets.TARGET.mkdir(parents=True, exist_ok=True)
        for name in stylesheets.SHEETS:
            text = stylesheets.build(name)
            (stylesheets.TARGET / name).write_text(text, encoding="utf-8")
            size = len(text.encode())
            self.stdout.write(f"{name}: {size} bytes, {len(gzip.compress(text.encode()))} compressed")
