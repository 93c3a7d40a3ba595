from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials import keys
from credentials.errors import NoSigner


class Command(BaseCommand):
    help = (
        "Say whether the keys that seal certificates are complete. With --badge-key, make the Ed25519 key of "
        "the attached credential if there is none; seal.p12, seal.password and root.pem come from your "
        "authority."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--badge-key", action="store_true", help="make badge.pem if it is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["badge_key"]:
            made = keys.make_badge_key()
            self.stdout.write(
                "badge.pem made." if made else "badge.pem is there already; nothing was changed."
            )
        problems = keys.problems()
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"Certificates cannot be sealed yet ({keys.folder()}).")
        try:
            self.stdout.write(f"Complete. SHA-256 of the root: {keys.root_fingerprint()}")
        except NoSigner as error:
            raise CommandError(str(error)) from error
