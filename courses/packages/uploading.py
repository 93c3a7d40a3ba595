"""Packages brought into the CMS as a zip: taken in, checked without writing, imported in the background.

Owns: who may bring what, the check a person reads, the import job, how long a zip is kept.
Refuses to know: the format (``reading``) and how records are written (``importing``).

An author's import makes drafts, a reviewer's puts pages and questions into use; both only in subject areas where they
hold the role, for the course and for every question the package would change.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Item
from courses.errors import PackageRefused
from courses.models import PackageUpload
from courses.packages.importing import import_package, rehearse
from courses.packages.reading import Package, PackageError, Problem, read_package
from courses.packages.records import Mode, Tally
from courses.packages.unpacking import MAX_PACKED, UnsafeArchive, unpack
from curriculum.models import Course, SubjectArea, SubjectRoleKind
from curriculum.permissions import Visitor, areas_of
from jobs.models import Job
from jobs.queue import enqueue, handler
from people.audit import record
from people.models import User
from people.roles import is_administrator

BRINGERS = (SubjectRoleKind.AUTHOR, SubjectRoleKind.REVIEWER)
KIND = "courses.import_package"


# --- Who may --------------------------------------------------------------------------------------
def can_upload(user: Visitor) -> bool:
    return areas_of(user, BRINGERS).exists() or is_administrator(user)


def uploads_open_to(user: Visitor) -> QuerySet[PackageUpload]:
    """One's own, and those of the areas one reviews."""
    if not isinstance(user, User):
        return PackageUpload.objects.none()
    if is_administrator(user):
        return PackageUpload.objects.all()
    reviewed = areas_of(user, [SubjectRoleKind.REVIEWER]).values("code")
    return PackageUpload.objects.filter(uploaded_by=user) | PackageUpload.objects.filter(
        area_code__in=reviewed
    )


def mode_open_to(user: User, package: Package) -> Mode:
    """How far this person may import the package. Raises PackageRefused when not at all."""
    if is_administrator(user):
        return Mode.PUBLISH
    touched = _areas_touched(package)
    if touched <= set(areas_of(user, [SubjectRoleKind.REVIEWER]).values_list("pk", flat=True)):
        return Mode.PUBLISH
    if touched <= set(areas_of(user, [SubjectRoleKind.AUTHOR]).values_list("pk", flat=True)):
        return Mode.DRAFT
    raise PackageRefused(
        _(
            "The package holds a course or questions of a subject area in which you are neither author nor reviewer."
        )
    )


def _areas_touched(package: Package) -> set[int]:
    """Areas of the course, as it is and as it would be, and of the questions that exist already."""
    area = SubjectArea.objects.filter(code=package.meta["subject_area"]["code"]).first()
    if area is None:
        raise PackageRefused(
            _("There is no subject area “%(code)s” on this site. An administrator makes new ones.")
            % {"code": package.meta["subject_area"]["code"]}
        )
    courses = Course.objects.filter(code=package.meta["code"]).values_list("subject_area_id", flat=True)
    items = Item.objects.filter(code__in=package.items).order_by().values_list("subject_area_id", flat=True)
    return {area.pk, *courses, *items.distinct()}


# --- Taking in ------------------------------------------------------------------------------------
def receive(file: File[Any], *, actor: User) -> PackageUpload:
    """Keep a zip that can be opened safely and says whose it is. Raises PackageRefused, UnsafeArchive."""
    if not can_upload(actor):
        raise PackageRefused(_("Authors and reviewers of a subject area bring course packages."))
    if (file.size or 0) > MAX_PACKED:
        raise UnsafeArchive(_("The zip is larger than 50 MB."))
    with _unpacked(file) as folder:
        try:
            meta = read_package(folder).meta
        except PackageError:
            meta = {}
    with transaction.atomic():
        upload = PackageUpload(
            name=Path(file.name or "").name[:200],
            course_code=str(meta.get("code", "")),
            area_code=str((meta.get("subject_area") or {}).get("code", "")),
            uploaded_by=actor,
        )
        file.seek(0)
        upload.file.save(f"{upload.uuid}.zip", file, save=False)
        upload.save()
        record(actor, "package.uploaded", "package_upload", upload.uuid, course=upload.course_code)
    return upload


@contextmanager
def _unpacked(file: File[Any]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as room:
        archive = Path(room) / "package.zip"
        with archive.open("wb") as target:
            shutil.copyfileobj(file, target)
        yield unpack(archive, Path(room) / "package")


@contextmanager
def opened(upload: PackageUpload) -> Iterator[Path]:
    """The folder of an uploaded package. Raises UnsafeArchive."""
    with upload.file.open("rb") as file, _unpacked(file) as folder:
        yield folder


# --- Checking -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Checked:
    """What an import would do, or why it cannot be done. ``mode`` is None when this person may not."""

    problems: tuple[Problem, ...] = ()
    tally: Tally | None = None
    mode: Mode | None = None
    refusal: str = ""

    @property
    def can_import(self) -> bool:
        """Whether there is something to do: whoever publishes may also publish drafts that wait."""
        return self.tally is not None and (self.mode is Mode.PUBLISH or self.tally.has_changes)


def check(upload: PackageUpload, user: User) -> Checked:
    """Read the package and compare it with the site. Nothing is written."""
    try:
        with opened(upload) as folder:
            package = read_package(folder)
            if problems := conflicts(package):
                return Checked(problems=tuple(problems))
            try:
                mode = mode_open_to(user, package)
            except PackageRefused as refused:
                return Checked(refusal=str(refused))
            return Checked(tally=rehearse(package, writes_areas=is_administrator(user)), mode=mode)
    except PackageError as refused:
        return Checked(problems=refused.problems)
    except UnsafeArchive as refused:
        return Checked(refusal=str(refused))


def conflicts(package: Package) -> list[Problem]:
    """What the files cannot know: names another course of this site has taken."""
    taken = Course.objects.filter(slug=package.meta["slug"]).exclude(code=package.meta["code"]).first()
    if taken is None:
        return []
    words = {"slug": package.meta["slug"], "code": taken.code}
    sentence = _("The slug “%(slug)s” belongs to the course %(code)s. Choose another one.")
    return [Problem("course.yaml", sentence % words)]


# --- Importing ------------------------------------------------------------------------------------
def start_import(upload: PackageUpload, *, actor: User) -> Job:
    """Queue the import of a package without problems. Raises PackageRefused."""
    found = check(upload, actor)
    if found.problems:
        raise PackageRefused(_("The package has problems. Mend them and upload it again."))
    if found.mode is None or found.tally is None:
        raise PackageRefused(found.refusal)
    with transaction.atomic():
        upload = PackageUpload.objects.select_for_update().get(pk=upload.pk)
        if upload.job is not None and not upload.job.is_finished:
            raise PackageRefused(_("This package is being imported already."))
        args = {"upload": str(upload.uuid), "mode": found.mode}
        upload.job = enqueue(KIND, args=args, actor=actor, total=len(found.tally.entries))
        upload.save(update_fields=["job"])
        record(actor, "package.import_started", "package_upload", upload.uuid, mode=found.mode)
    return upload.job


@handler(KIND)
def run_import(job: Job) -> None:
    """Everything is checked again before the first record is written; what stands in the way is noted."""
    upload = PackageUpload.objects.get(uuid=job.args["upload"])
    try:
        with opened(upload) as folder:
            _import(job, folder)
    except PackageError as refused:
        for problem in refused.problems:
            job.fail_item(problem.file, str(problem))
        raise
    except (UnsafeArchive, PackageRefused, ValidationError) as refused:
        job.fail_item(upload.name, str(refused))
        raise


def _import(job: Job, folder: Path) -> None:
    package = read_package(folder)
    if problems := conflicts(package):
        raise PackageError(problems)
    if job.actor is None:
        raise PackageRefused(_("Whoever started the import is no longer here."))
    if mode_open_to(job.actor, package) is Mode.DRAFT and job.args["mode"] != Mode.DRAFT:
        raise PackageRefused(_("You may no longer publish in this subject area."))
    job.advance(done=0)
    tally = Tally(
        mode=Mode(job.args["mode"]),
        writes_areas=is_administrator(job.actor),
        on_note=lambda: _go_on(job),
    )
    import_package(folder, actor=job.actor, tally=tally)


def _go_on(job: Job) -> None:
    job.step()
    job.raise_if_cancelled()


# --- Keeping --------------------------------------------------------------------------------------
def dispose_uploads(before: datetime) -> int:
    """Delete zips that are older and not being imported; what they brought stays."""
    gone = 0
    for upload in PackageUpload.objects.filter(uploaded_at__lt=before).select_related("job"):
        if upload.job is None or upload.job.is_finished:
            upload.file.delete(save=False)
            upload.delete()
            gone += 1
    return gone
