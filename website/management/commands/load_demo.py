from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from website.demonstration.loading import AlreadyLoaded, load


class Command(BaseCommand):
    help = "Fill an empty site with the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            # Accounts with a password that is printed in the documentation, one of them with full power.
            raise CommandError("This is not a demonstration (MANABIYA_DEMO is off). Nothing was changed.")
        try:
            load(lambda part: self.stdout.write(f"  {part} …"))
        except AlreadyLoaded:
            raise CommandError(
                "The site has people already; the demonstration goes into an empty one."
            ) from None
