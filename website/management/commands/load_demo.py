from typing import Any

from django.core.management.base import BaseCommand, CommandError

from website.demonstration.loading import AlreadyLoaded, load


class Command(BaseCommand):
    help = "Fill an empty site with the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load(lambda part: self.stdout.write(f"  {part} …"))
        except AlreadyLoaded:
            raise CommandError(
                "The site has people already; the demonstration goes into an empty one."
            ) from None
