"""Bring a course package into the CMS. The same package twice changes nothing; a killed import continues."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from courses.packages.checks import bring_checks
from courses.packages.pages import write_pages
from courses.packages.reading import Package, read_package
from courses.packages.records import Mode, Tally, write_records
from curriculum.models import Course
from people.audit import record
from people.models import User


def rehearse(package: Package, *, writes_areas: bool = True) -> Tally:
    """What an import would do, thing by thing. Nothing is written."""
    tally = Tally(mode=Mode.REHEARSE, writes_areas=writes_areas)
    with translation.override("en"):
        records = write_records(package, tally, actor=None)
        write_pages(package, records, tally, actor=None)
    return tally


@dataclass(frozen=True)
class Imported:
    course: Course
    tally: Tally


def import_package(folder: Path, *, actor: User | None = None, tally: Tally | None = None) -> Imported:
    """Check the package in ``folder``, then write it. Raises PackageError before anything is written.

    ``tally`` says how far to go and counts what is done; without one everything is published, as the command does.

    Each record and page is written in a transaction of its own, so that learners' saves never wait long for the
    database; a second run finds what the first one wrote.
    """
    package = read_package(folder)
    tally = tally or Tally()
    # Translated columns are named one by one; the active language must not decide what a plain name means.
    with translation.override("en"):
        records = write_records(package, tally, actor=actor)
        write_pages(package, records, tally, actor=actor)
        if tally.publishes:
            bring_checks(package, actor=actor)
    records.course.refresh_from_db()
    if tally.has_changes:
        record(actor, "course.imported", "course", records.course.pk, mode=tally.mode)
    return Imported(records.course, tally)
