import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from people.models import AuditEntry
from tests.operations.conftest import MakePlace, Site, connect
from website import backups
from website.backups import MANIFEST, Manifest, Place, back_up, restore, verify
from website.database_copies import PostgresqlCopy, SqliteCopy
from website.errors import BackupRefused


def rewrite(source: Path, target: Path, change: Any) -> None:
    """A copy of an archive in which ``change(name, content)`` has the say; None leaves a file out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                info = tarfile.TarInfo(member.name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))


def test_restored_site_has_the_same_rows_files_and_modes(
    living: Site, make_empty: MakePlace, tmp_path: Path
) -> None:
    manifest = back_up(living.place, tmp_path / "site.tar")
    other = make_empty("other")

    restore(tmp_path / "site.tar", other.place)

    rows = living.rows()
    assert len(rows["people_user"]) == 3
    assert rows["django_migrations"]
    assert other.rows() == rows
    assert other.files() == living.files()
    assert set(living.files()) | {manifest.database} == set(manifest.files)


def test_archive_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(
    living: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "archives"
    back_up(living.place, folder / "site.tar")
    assert [path.name for path in folder.iterdir()] == ["site.tar"]
    assert (folder / "site.tar").stat().st_mode & 0o777 == 0o600


def test_backup_refuses_to_overwrite_an_archive(living: Site, tmp_path: Path) -> None:
    (tmp_path / "site.tar").write_text("an earlier one")
    with pytest.raises(BackupRefused, match="exists already"):
        back_up(living.place, tmp_path / "site.tar")
    assert (tmp_path / "site.tar").read_text() == "an earlier one"


def test_restore_refuses_a_place_with_tables_or_files(
    living: Site, make_empty: MakePlace, tmp_path: Path
) -> None:
    back_up(living.place, tmp_path / "site.tar")
    before = living.rows(), living.files()
    with pytest.raises(BackupRefused, match="not empty"):
        restore(tmp_path / "site.tar", living.place)
    assert (living.rows(), living.files()) == before

    other = make_empty("other")
    (other.place.folders["media"]).mkdir(parents=True)
    (other.place.folders["media"] / "mine.png").write_bytes(b"mine")
    with pytest.raises(BackupRefused, match="has files"):
        restore(tmp_path / "site.tar", other.place)
    assert other.files() == {"media/mine.png": (b"mine", 0o644)}
    assert not other.place.database.has_tables()


def test_replace_loses_what_came_after_the_backup(living: Site, tmp_path: Path) -> None:
    back_up(living.place, tmp_path / "site.tar")
    before = living.rows(), living.files()
    connection = connections[living.alias]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_user")
        cursor.execute("CREATE TABLE of_a_later_version (id integer)")
    connection.close()
    (living.place.folders["media"] / "later.png").write_bytes(b"later")
    (living.place.folders["keys"] / "certificates" / "seal.p12").unlink()

    restore(tmp_path / "site.tar", living.place, replace=True)

    assert (living.rows(), living.files()) == before


def test_damaged_archive_is_refused_before_anything_changes(
    living: Site, make_empty: MakePlace, tmp_path: Path
) -> None:
    back_up(living.place, tmp_path / "site.tar")
    faults = {
        "damaged": lambda name, content: b"%PDF-2.0" if name.endswith("one.pdf") else content,
        "lacks": lambda name, content: None if name.endswith("seal.p12") else content,
        "no manifest": lambda name, content: None if name == MANIFEST else content,
        "does not list": lambda name, content: (
            json.dumps(
                {**(whole := json.loads(content)), "files": dict(list(whole["files"].items())[:-1])}
            ).encode()
            if name == MANIFEST
            else content
        ),
    }
    other = make_empty("other")
    for number, (sentence, change) in enumerate(faults.items()):
        archive = tmp_path / f"fault-{number}.tar"
        rewrite(tmp_path / "site.tar", archive, change)
        with pytest.raises(BackupRefused, match=sentence):
            verify(archive)
        with pytest.raises(BackupRefused, match=sentence):
            restore(archive, other.place)
        assert other.place.contents() == []
    assert verify(tmp_path / "site.tar").engine == living.place.database.engine


def test_archive_cut_short_is_refused(living: Site, tmp_path: Path) -> None:
    back_up(living.place, tmp_path / "site.tar")
    whole = (tmp_path / "site.tar").read_bytes()
    (tmp_path / "half.tar").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupRefused):
        verify(tmp_path / "half.tar")


def test_file_outside_of_the_folders_is_refused(living: Site, make_empty: MakePlace, tmp_path: Path) -> None:
    back_up(living.place, tmp_path / "site.tar")
    evil = "media/../../evil.txt"
    with tarfile.open(tmp_path / "site.tar") as old, tarfile.open(tmp_path / "evil.tar", "w") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == MANIFEST:
                listed = json.loads(content)
                listed["files"] = {
                    evil if name.endswith("one.pdf") else name: facts
                    for name, facts in listed["files"].items()
                }
                content = json.dumps(listed).encode()
            info = tarfile.TarInfo(evil if member.name.endswith("one.pdf") else member.name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    with pytest.raises(BackupRefused, match="outside"):
        restore(tmp_path / "evil.tar", make_empty("other").place)
    assert not list(tmp_path.rglob("evil.txt"))


def test_database_that_cannot_be_loaded_leaves_files_and_rows_as_they_were(
    living: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(living.place, tmp_path / "site.tar")
    (living.place.folders["media"] / "later.png").write_bytes(b"later")
    before = living.rows(), living.files()

    def fail(source: Path) -> None:
        raise BackupRefused("The disk is full.")

    monkeypatch.setattr(living.place.database, "load", fail)
    with pytest.raises(BackupRefused, match="disk is full"):
        restore(tmp_path / "site.tar", living.place, replace=True)
    assert (living.rows(), living.files()) == before


def test_archive_of_a_later_version_is_refused(living: Site, make_empty: MakePlace, tmp_path: Path) -> None:
    back_up(living.place, tmp_path / "site.tar")

    def later(name: str, content: bytes) -> bytes:
        if name != MANIFEST:
            return content
        listed = json.loads(content)
        return json.dumps(
            {**listed, "migrations": [*listed["migrations"], "people.9999_of_tomorrow"]}
        ).encode()

    rewrite(tmp_path / "site.tar", tmp_path / "later.tar", later)
    with pytest.raises(BackupRefused, match=r"people\.9999_of_tomorrow"):
        restore(tmp_path / "later.tar", make_empty("other").place)


def test_archive_goes_only_into_its_own_kind_of_database(living: Site, tmp_path: Path) -> None:
    manifest = back_up(living.place, tmp_path / "site.tar")
    sqlite = SqliteCopy(tmp_path / "empty.sqlite3")
    postgresql = PostgresqlCopy(
        {"NAME": "n", "USER": "n", "HOST": "h", "PORT": "", "PASSWORD": "", "OPTIONS": {}}
    )
    other = sqlite if manifest.engine == "PostgreSQL" else postgresql
    assert "Restore it into the same kind" in backups.unfit(manifest, Place(other, {}))


def test_other_secret_is_noticed(settings: Any) -> None:
    manifest = Manifest("", "", "", "", (), backups.secret_fingerprint("the old one"), {})
    assert backups.has_other_secret(manifest)
    settings.SECRET_KEY_FALLBACKS = ["the old one"]
    assert not backups.has_other_secret(manifest)


@pytest.mark.django_db
def test_commands_write_check_and_refuse(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.KEYS_DIR = (tmp_path / name for name in "mpk")
    call_command("backup", tmp_path)
    (archive,) = tmp_path.glob("manabiya-*.tar")
    assert AuditEntry.objects.filter(action="backup.made").count() == 1
    call_command("restore", archive, check=True)
    assert "Whole: 1 files" in capsys.readouterr().out
    with pytest.raises(CommandError, match="the database has tables"):
        call_command("restore", archive)
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", tmp_path / "other.tar", check=True)


@pytest.mark.django_db
def test_a_restore_is_noted_in_the_record_of_acts(
    living: Site, make_empty: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(living.place, tmp_path / "site.tar")
    monkeypatch.setattr(Place, "of_settings", lambda: make_empty("other").place)
    call_command("restore", tmp_path / "site.tar")
    assert AuditEntry.objects.get(action="backup.restored").data["made_at"]


@pytest.mark.postgres
def test_missing_client_programs_are_named(
    living: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(BackupRefused, match="postgresql-client"):
        back_up(living.place, tmp_path / "site.tar")
    assert not (tmp_path / "site.tar").exists()


@pytest.mark.postgres
def test_client_older_than_the_server_is_named(
    living: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = living.place.database
    monkeypatch.setattr(type(database), "_ask", lambda self, query: "990001")
    with pytest.raises(BackupRefused, match="postgresql-client-99"):
        back_up(living.place, tmp_path / "site.tar")


@pytest.mark.postgres
def test_restore_refuses_while_others_are_connected(living: Site, tmp_path: Path) -> None:
    back_up(living.place, tmp_path / "site.tar")
    other = connect(living.settings, living.settings["NAME"])
    with pytest.raises(BackupRefused, match="Stop the web server"):
        restore(tmp_path / "site.tar", living.place, replace=True)
    other.close()
