"""The whole site as one archive, and back into an empty place.

    manifest.json        digests, versions, migrations; written last: without it an archive is not whole
    database.sqlite3     or database.dump (PostgreSQL)
    media/ private/ keys/

Owns: what belongs to a backup, its format, and that neither archive nor restored site is ever half there.
Refuses to know: what the rows mean. The database is copied first, so that a file added meanwhile is one too
many and never one too few.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, Self

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac

from website.database_copies import DatabaseCopy, copy_of
from website.errors import BackupRefused

FORMAT: Final = "manabiya-backup/1"
MANIFEST: Final = "manifest.json"
STAGE: Final = ".restore"
IGNORED: Final = frozenset({".gitkeep", STAGE})
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Place:
    """Where a site keeps what it knows: one database and three folders."""

    database: DatabaseCopy
    folders: Mapping[str, Path]

    @classmethod
    def of_settings(cls, alias: str = "default") -> Self:
        return cls(
            database=copy_of(connections[alias].settings_dict),
            folders={
                "media": Path(settings.MEDIA_ROOT),
                "private": Path(settings.PRIVATE_ROOT),
                "keys": Path(settings.KEYS_DIR),
            },
        )

    def contents(self) -> list[str]:
        """What is here already, in words; empty when nothing is."""
        found = ["the database has tables"] if self.database.has_tables() else []
        return found + [f"{folder} has files" for folder in self.folders.values() if any(_files(folder))]


@dataclass(frozen=True)
class Manifest:
    """What an archive holds and which code wrote it."""

    made_at: str
    product: str
    engine: str
    database: str
    migrations: tuple[str, ...]
    secret_fingerprint: str
    files: Mapping[str, Mapping[str, Any]]

    def as_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, **self.__dict__}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        try:
            entries = json.loads(raw)
            if entries.pop("format") != FORMAT:
                raise BackupRefused("The archive is of another format than this version reads.")
            return cls(**{**entries, "migrations": tuple(entries["migrations"])})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BackupRefused("The archive's manifest cannot be read.") from problem

    @property
    def size(self) -> int:
        return sum(entry["bytes"] for entry in self.files.values())


def product_version() -> str:
    """From pyproject.toml: the project runs from its folder and is not installed as a package."""
    try:
        return version("manabiya")
    except PackageNotFoundError:
        text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
        return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version"))


def secret_fingerprint(secret: str) -> str:
    """Tells whether two sites share the secret that second factors are stored under, without telling it."""
    return salted_hmac("website.backups", "fingerprint", secret=secret, algorithm="sha256").hexdigest()[:16]


# --- Making one -----------------------------------------------------------------------------------
def back_up(place: Place, target: Path) -> Manifest:
    """Write ``target``; it appears whole or not at all, readable by its owner alone."""
    if target.exists():
        raise BackupRefused(f"{target} exists already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    dump = target.with_name(f"{target.name}.database")
    files: dict[str, dict[str, Any]] = {}
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        dump.touch(mode=0o600)
        place.database.dump(dump)
        migrations = place.database.migrations()
        with part.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _add(archive, place.database.dump_name, dump, files)
                for name, folder in place.folders.items():
                    for path in _files(folder):
                        _add(archive, f"{name}/{path.relative_to(folder).as_posix()}", path, files)
                manifest = Manifest(
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    product=product_version(),
                    engine=place.database.engine,
                    database=place.database.dump_name,
                    migrations=tuple(migrations),
                    secret_fingerprint=secret_fingerprint(settings.SECRET_KEY),
                    files=files,
                )
                _add_bytes(archive, MANIFEST, manifest.as_bytes())
            out.flush()
            os.fsync(out.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
        dump.unlink(missing_ok=True)
    return manifest


def _add(archive: tarfile.TarFile, name: str, path: Path, files: dict[str, dict[str, Any]]) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return  # deleted since the folder was listed
    with source:
        info = archive.gettarinfo(arcname=name, fileobj=source)
        # Owners of this machine mean nothing on another one.
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        # A name linked twice would be stored as a link; the archive holds plain files only.
        info.type, info.size = tarfile.REGTYPE, os.fstat(source.fileno()).st_size
        reader = _Digesting(source)
        archive.addfile(info, reader)
    files[name] = {"sha256": reader.digest.hexdigest(), "bytes": info.size, "mode": info.mode & 0o777}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


class _Digesting:
    """A file that is hashed while the archive reads it: once from the disk, never twice."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


# --- Checking one ---------------------------------------------------------------------------------
def read_manifest(archive_path: Path) -> Manifest:
    try:
        with tarfile.open(archive_path, mode="r:") as archive:
            member = archive.extractfile(MANIFEST)
            if member is None:
                raise KeyError(MANIFEST)
            return Manifest.from_bytes(member.read())
    except FileNotFoundError:
        raise BackupRefused(f"There is no file {archive_path}.") from None
    except KeyError:
        raise BackupRefused("The archive has no manifest: it was cut short, or it is no backup.") from None
    except (tarfile.TarError, OSError) as problem:
        raise BackupRefused(f"{archive_path} cannot be read as an archive: {problem}") from problem


def verify(archive_path: Path) -> Manifest:
    """Read every file of the archive against its digest. Writes nothing."""
    manifest = read_manifest(archive_path)
    for _name, _content in _verified(archive_path, manifest, None):
        pass
    return manifest


def unfit(manifest: Manifest, place: Place) -> str:
    """Why this archive cannot go into this place under this code; empty when it can."""
    if manifest.engine != place.database.engine:
        return (
            f"The archive holds a {manifest.engine} database, DATABASE_URL names a {place.database.engine} "
            "one. Restore it into the same kind."
        )
    known = _known_migrations()
    own = {name.partition(".")[0] for name in known}
    later = [name for name in manifest.migrations if name not in known and name.partition(".")[0] in own]
    if later:
        return (
            f"The archive was written by version {manifest.product}, which has changes of the database that "
            f"this version does not know ({', '.join(later[:3])}). Install that version or a later one first."
        )
    return ""


def _known_migrations() -> set[str]:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    # A migration of wagtail-localize asks the database when it is loaded; nobody may stay connected.
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    return known


def has_other_secret(manifest: Manifest) -> bool:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return manifest.secret_fingerprint not in map(secret_fingerprint, secrets)


# --- Restoring one --------------------------------------------------------------------------------
def restore(archive_path: Path, place: Place, *, replace: bool = False) -> Manifest:
    """Everything is staged and checked before the first thing changes; what was there goes last.

    Web server and worker must be stopped. Killed half-way, the same call with ``replace`` finishes it.
    """
    manifest = read_manifest(archive_path)
    if reason := unfit(manifest, place):
        raise BackupRefused(reason)
    if not replace and (found := place.contents()):
        raise BackupRefused(
            f"The place is not empty: {'; '.join(found)}. Nothing was changed. "
            "Stop the site and add --replace to lose what is there."
        )
    place.database.check_unused()
    stages = {name: folder / STAGE for name, folder in place.folders.items()}
    staged_dump = stages["private"] / manifest.database
    try:
        for stage in stages.values():
            shutil.rmtree(stage, ignore_errors=True)
            (stage / "new").mkdir(parents=True)
            stage.chmod(0o700)
        for _name, _digest in _verified(archive_path, manifest, (stages, staged_dump)):
            pass
        place.database.check_dump(staged_dump)
        _swap_all(place, stages, staged_dump)
    finally:
        for stage in stages.values():
            shutil.rmtree(stage, ignore_errors=True)
    return manifest


def _swap_all(place: Place, stages: Mapping[str, Path], dump: Path) -> None:
    """Files first, the database in one transaction as the last step; a refusal there puts the files back."""
    moved: list[tuple[Path, Path]] = []
    try:
        for name, folder in place.folders.items():
            old = stages[name] / "old"
            old.mkdir()
            for entry in list(_entries(folder)):
                moved.append(_move(entry, old / entry.name))
            for entry in list((stages[name] / "new").iterdir()):
                moved.append(_move(entry, folder / entry.name))
        place.database.load(dump)
    except BaseException:
        for was, now in reversed(moved):
            now.rename(was)
        raise


def _move(source: Path, target: Path) -> tuple[Path, Path]:
    source.rename(target)
    return source, target


def _verified(
    archive_path: Path, manifest: Manifest, into: tuple[Mapping[str, Path], Path] | None
) -> Iterator[tuple[str, str]]:
    """Name and digest of every file, staged on the way. Raises BackupRefused at the first fault."""
    missing = dict(manifest.files)
    try:
        with tarfile.open(archive_path, mode="r:") as archive:
            for member in archive:
                if member.name == MANIFEST:
                    continue
                expected = missing.pop(member.name, None)
                content = archive.extractfile(member) if member.isreg() else None
                if expected is None or content is None:
                    raise BackupRefused(f"The archive holds {member.name}, which its manifest does not list.")
                target = _target(member.name, manifest, into) if into else None
                digest = _copy(content, target, expected["mode"])
                if digest != expected["sha256"]:
                    raise BackupRefused(
                        f"{member.name} is damaged: its digest is not the one in the manifest."
                    )
                yield member.name, digest
    except (tarfile.TarError, OSError) as problem:
        raise BackupRefused(f"{archive_path} cannot be read to its end: {problem}") from problem
    if missing:
        raise BackupRefused(f"The archive lacks {sorted(missing)[0]}, which its manifest lists.")


def _target(name: str, manifest: Manifest, into: tuple[Mapping[str, Path], Path]) -> Path:
    stages, dump = into
    if name == manifest.database:
        return dump
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(path.parts) < 2 or path.parts[0] not in stages:
        raise BackupRefused(f"The archive names a file outside of its folders: {name}.")
    return stages[path.parts[0]].joinpath("new", *path.parts[1:])


def _copy(content: IO[bytes], target: Path | None, mode: int) -> str:
    digest = hashlib.sha256()
    if target is None:
        for block in iter(lambda: content.read(CHUNK), b""):
            digest.update(block)
        return digest.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with target.open("wb") as out:
        for block in iter(lambda: content.read(CHUNK), b""):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    target.chmod(mode & 0o777)
    return digest.hexdigest()


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (entry for entry in sorted(folder.iterdir()) if entry.name not in IGNORED)


def _files(folder: Path) -> Iterator[Path]:
    for entry in _entries(folder):
        if entry.is_dir():
            yield from (path for path in sorted(entry.rglob("*")) if path.is_file())
        elif entry.is_file():
            yield entry
