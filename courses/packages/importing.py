"""Bring a course package into the CMS. The same package twice changes nothing; a killed import continues."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from courses.packages.pages import write_pages
from courses.packages.reading import read_package
from courses.packages.records import Tally, write_records
from curriculum.models import Course
from people.audit import record
from people.models import User


@dataclass(frozen=True)
class Imported:
    course: Course
    tally: Tally


def import_package(folder: Path, *, actor: User | None = None) -> Imported:
    """Check the package in ``folder``, then write it. Raises PackageError before anything is written.

    Each record and page is written in a transaction of its own, so that learners' saves never wait long for the
    database; a second run finds what the first one wrote.
    """
    package = read_package(folder)
    tally = Tally()
    # Translated columns are named one by one; the active language must not decide what a plain name means.
    with translation.override("en"):
        records = write_records(package, tally, actor=actor)
        write_pages(package, records, tally, actor=actor)
    records.course.refresh_from_db()
    if tally.has_changes:
        record(actor, "course.imported", "course", records.course.pk)
    return Imported(records.course, tally)
