"""Walk the record of acts and name the first link that does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import audit


class Command(BaseCommand):
    help = "Verify the chain of the audit log. Ends with an error that names the first bad link."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = audit.verify()
        if not verdict.holds:
            raise CommandError(f"The chain is broken: {verdict.problem}.")
        self.stdout.write(
            f"The chain holds: {verdict.entries} entries in {verdict.segments} segments "
            f"({verdict.disposed} disposed of), {verdict.unsealed} not sealed yet."
        )
