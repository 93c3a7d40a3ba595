from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.packages.exporting import export_package
from curriculum.models import Course


class Command(BaseCommand):
    help = "Write a course as a package into an empty folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        course = Course.objects.filter(code=options["code"]).first()
        if course is None:
            raise CommandError(f"There is no course with the code {options['code']}.")
        try:
            export_package(course, options["folder"])
        except FileExistsError as taken:
            raise CommandError(f"The folder {taken} is not empty. Name another one.") from taken
        self.stdout.write(f"written: {options['folder']}")
