import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.packages.importing import import_package
from courses.packages.reading import PackageError
from courses.packages.unpacking import UnsafeArchive, unpack


class Command(BaseCommand):
    help = (
        "Bring a course package (a folder or its zip) into the CMS; the same package twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        package: Path = options["package"]
        with tempfile.TemporaryDirectory() as room:
            try:
                folder = unpack(package, Path(room)) if zipfile.is_zipfile(package) else package
                imported = import_package(folder)
            except (PackageError, UnsafeArchive) as refused:
                raise CommandError(str(refused)) from refused
        for kind, counts in imported.tally.counts.items():
            self.stdout.write(f"{kind}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
