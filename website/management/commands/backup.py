from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from people.audit import record
from website.backups import Place, back_up
from website.errors import BackupRefused


class Command(BaseCommand):
    help = "Write database, media, private files and keys into one archive while the site runs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a folder that gets manabiya-<time>.tar")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["target"]
        if target.is_dir():
            target = target / f"manabiya-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
        try:
            manifest = back_up(Place.of_settings(), target)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from None
        # A copy of everybody's data left the site: that belongs in the record.
        record(None, "backup.made", "backup", files=len(manifest.files), bytes=manifest.size)
        self.stdout.write(f"{target}: {len(manifest.files)} files, {filesizeformat(target.stat().st_size)}")
        self.stdout.write(
            "It holds personal data and private keys: encrypt it before it leaves this machine."
        )
