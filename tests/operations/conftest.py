"""Places to back up and to restore into: copies of the migrated test database, never that one itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.db import connections

from people.models import User
from website.backups import Place, back_up, restore
from website.database_copies import copy_of

MakePlace = Callable[[str], "Site"]


@dataclass
class Site:
    """A place, and the settings under which Django may look into its database."""

    place: Place
    settings: dict[str, Any]
    alias: str

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, ordered by its text."""
        connection = connections[self.alias]
        try:
            with connection.cursor() as cursor:
                tables = {}
                for table in sorted(connection.introspection.table_names(cursor)):
                    cursor.execute(f'SELECT * FROM "{table}"')
                    tables[table] = sorted(cursor.fetchall(), key=repr)
                return tables
        finally:
            connection.close()

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Content and mode of every file below the three folders."""
        return {
            f"{name}/{path.relative_to(folder)}": (path.read_bytes(), path.stat().st_mode & 0o777)
            for name, folder in self.place.folders.items()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def make_empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[MakePlace]:
    made: list[Site] = []

    def make(name: str) -> Site:
        settings = {**connections["default"].settings_dict, "ATOMIC_REQUESTS": False}
        if settings["ENGINE"].endswith("sqlite3"):
            settings["NAME"] = str(tmp_path / name / "database.sqlite3")
        else:
            settings["NAME"] = f"manabiya_{name}_{uuid4().hex[:12]}"
            _on_server(settings, f'CREATE DATABASE "{settings["NAME"]}"')
        folders = {part: tmp_path / name / part for part in ("media", "private", "keys")}
        alias = f"{name}-{uuid4().hex[:8]}"
        connections.databases[alias] = settings
        made.append(Site(Place(copy_of(settings), folders), settings, alias))
        return made[-1]

    with django_db_blocker.unblock():
        yield make
        for site in made:
            connections[site.alias].close()
            del connections[site.alias], connections.databases[site.alias]
            if not site.settings["ENGINE"].endswith("sqlite3"):
                _on_server(site.settings, f'DROP DATABASE IF EXISTS "{site.settings["NAME"]}" WITH (FORCE)')


@pytest.fixture
def living(make_empty: MakePlace, tmp_path: Path) -> Site:
    """A site with a person, uploads, a certificate and keys."""
    site = make_empty("living")
    migrated = Place(copy_of(connections["default"].settings_dict), {})
    back_up(migrated, tmp_path / "migrated.tar")
    for folder in site.place.folders.values():
        folder.mkdir(parents=True)
    restore(tmp_path / "migrated.tar", site.place)
    for name in ("สมศักดิ์ ฐิติ์", "髙橋 𠮷田", "محمد اللّٰه"):
        User(email=f"{uuid4().hex}@example.org", native_name=name, language="en").save(using=site.alias)
    connections[site.alias].close()
    _write(site.place.folders["media"] / "images" / "駐在所.png", b"\x89PNG" + bytes(3_000_000), 0o644)
    _write(site.place.folders["private"] / "certificates" / "one.pdf", b"%PDF-1.7", 0o640)
    _write(site.place.folders["keys"] / "certificates" / "seal.p12", b"key", 0o600)
    return site


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(mode)


def connect(settings: dict[str, Any], name: str = "postgres") -> Any:
    """A connection to PostgreSQL that Django does not know of."""
    return psycopg2.connect(
        dbname=name,
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"] or None,
    )


def _on_server(settings: dict[str, Any], statement: str) -> None:
    connection = connect(settings)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
