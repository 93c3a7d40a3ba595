from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from people.audit import record
from website.backups import Manifest, Place, has_other_secret, restore, verify
from website.errors import BackupRefused


class Command(BaseCommand):
    help = "Bring an archive made by `backup` back into an empty place. Stop web server and worker first."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose what is in the database and folders now"
        )
        parser.add_argument(
            "--check", action="store_true", help="read the archive against its digests, write nothing"
        )

    def _note(self, manifest: Manifest) -> None:
        """What people did since the archive was made is gone: the record says so."""
        try:
            with transaction.atomic():
                record(None, "backup.restored", "backup", files=len(manifest.files), made_at=manifest.made_at)
        except DatabaseError:
            self.stderr.write(
                "The archive is of an older version, so the record of acts could not take note of this. "
                "Write it down elsewhere."
            )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = verify(options["archive"])
            else:
                manifest = restore(options["archive"], Place.of_settings(), replace=options["replace"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from None
        done = "Whole" if options["check"] else "Restored"
        self.stdout.write(
            f"{done}: {len(manifest.files)} files, version {manifest.product}, {manifest.engine}, "
            f"made at {manifest.made_at}."
        )
        if has_other_secret(manifest):
            self.stderr.write(
                "SECRET_KEY here is not the one of the archive. Second factors and printed slips need the "
                "old one: set SECRET_KEY, or add the old one to SECRET_KEY_FALLBACKS."
            )
        if not options["check"]:
            self._note(manifest)
            self.stdout.write("Next: manage.py migrate, then start web server and worker.")
