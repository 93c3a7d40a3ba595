"""Open the zip of a package without trusting it: size, number of files, ratio and paths have limits."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from django.utils.translation import gettext_lazy as _

from languages.errors import DomainError

MAX_PACKED: Final = 50 * 1024 * 1024
MAX_FILES: Final = 5000
MAX_BYTES: Final = 300 * 1024 * 1024
MAX_RATIO: Final = 200


class UnsafeArchive(DomainError):
    """The zip is damaged, too large, or would write outside its folder."""


def unpack(archive: Path, room: Path) -> Path:
    """Unpack into ``room`` and answer the folder that holds course.yaml. Raises UnsafeArchive."""
    if archive.stat().st_size > MAX_PACKED:
        raise UnsafeArchive(_("The zip is larger than 50 MB."))
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            _check(entries, archive.stat().st_size)
            opened.extractall(room)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError, ValueError):
        raise UnsafeArchive(_("The file is damaged, or no zip at all. Make the zip again.")) from None
    except RuntimeError:
        # What zipfile says of an entry with a password.
        raise UnsafeArchive(_("The zip is locked with a password. Make one without.")) from None
    found = sorted(room.rglob("course.yaml"), key=lambda path: len(path.parts))
    if not found:
        raise UnsafeArchive(_("There is no course.yaml in the zip."))
    return found[0].parent


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_FILES or total > MAX_BYTES or total > MAX_RATIO * max(packed, 1024):
        raise UnsafeArchive(_("The zip is too large when unpacked."))
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
            raise UnsafeArchive(_("The zip is too large when unpacked."))
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or is_link:
            raise UnsafeArchive(_("The zip holds a path outside its folder."))
