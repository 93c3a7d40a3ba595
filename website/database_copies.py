"""One database as one file, and back: SQLite by its online backup, PostgreSQL by its own client programs.

Owns: a consistent copy while the site runs, and putting one in place in a single transaction.
Refuses to know: Django's connections. It works beside them, also where no model can be loaded yet.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from django.db.backends.postgresql.client import DatabaseClient

from website.errors import BackupRefused

MIGRATIONS: Final = "SELECT app || '.' || name FROM django_migrations ORDER BY id"
DROP_ALL_TABLES: Final = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', name);
  END LOOP;
END $$
"""
TABLES: Final = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


class DatabaseCopy(Protocol):
    engine: str
    dump_name: str

    def has_tables(self) -> bool: ...
    def migrations(self) -> list[str]: ...
    def check_unused(self) -> None: ...
    def dump(self, target: Path) -> None: ...
    def check_dump(self, source: Path) -> None: ...
    def load(self, source: Path) -> None: ...


def copy_of(database: Mapping[str, Any]) -> DatabaseCopy:
    """For one entry of ``DATABASES``."""
    if str(database["ENGINE"]).endswith("postgresql"):
        return PostgresqlCopy(database)
    return SqliteCopy(Path(str(database["NAME"])))


class SqliteCopy:
    engine = "SQLite"
    dump_name = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def has_tables(self) -> bool:
        if not self.path.exists():
            return False
        with _opened(self.path) as database:
            return bool(
                database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
            )

    def migrations(self) -> list[str]:
        with _opened(self.path) as database:
            return [row[0] for row in database.execute(MIGRATIONS)]

    def check_unused(self) -> None:
        """Nothing to ask: loading is one transaction, which waits for a writer and is seen by readers."""

    def dump(self, target: Path) -> None:
        if not self.path.exists():
            raise BackupRefused(f"There is no database at {self.path}.")
        with _opened(self.path) as source, _opened(target) as copy:
            source.backup(copy)

    def check_dump(self, source: Path) -> None:
        with _opened(source) as database:
            answer = database.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise BackupRefused(f"The database in the archive is damaged: {answer}")

    def load(self, source: Path) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(source) as staged, _opened(self.path) as target:
            # All pages in one step are one transaction: a kill leaves the database of before.
            staged.backup(target, pages=-1)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path, timeout=20)
    try:
        yield database
        database.commit()
    except sqlite3.DatabaseError as problem:
        raise BackupRefused(f"{path} cannot be used as a database: {problem}") from problem
    finally:
        database.close()


class PostgresqlCopy:
    engine = "PostgreSQL"
    dump_name = "database.dump"

    def __init__(self, database: Mapping[str, Any]) -> None:
        arguments, environment = DatabaseClient.settings_to_cmd_args_env(dict(database), [])
        self.arguments = arguments[1:-1]  # without the program and the name of the database
        self.environment = {**os.environ, **(environment or {}), "PGDATABASE": str(database["NAME"])}

    def has_tables(self) -> bool:
        return self._ask(TABLES) != "0"

    def migrations(self) -> list[str]:
        return self._ask(MIGRATIONS).splitlines()

    def check_unused(self) -> None:
        """Asked more than once: the server forgets a client that has just left a moment later."""
        for _attempt in range(10):
            if (others := self._ask(OTHERS)) == "0":
                return
            time.sleep(0.3)
        raise BackupRefused(
            f"{others} other connections to the database are open. Stop the web server and the worker first."
        )

    def dump(self, target: Path) -> None:
        self._check_client("pg_dump")
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")

    def check_dump(self, source: Path) -> None:
        self._check_client("pg_restore")
        subprocess_run([_program("pg_restore"), "--list", str(source)], self.environment)

    def load(self, source: Path) -> None:
        """Emptying and filling are one transaction: a kill leaves the database of before."""
        script = source.with_suffix(".sql")
        script.touch(mode=0o600)
        subprocess_run(
            [_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(source)],
            self.environment,
        )
        self._run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--command={DROP_ALL_TABLES}", f"--file={script}",
        )  # fmt: skip
        self._run("psql", "--no-psqlrc", "--quiet", "--command=ANALYZE")

    def _ask(self, query: str) -> str:
        return self._run("psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={query}").strip()

    def _run(self, program: str, *options: str) -> str:
        return subprocess_run([_program(program), *self.arguments, *options], self.environment)

    def _check_client(self, program: str) -> None:
        """An older client cannot read a newer server; its own message comes late and names no package."""
        server = int(self._ask("SHOW server_version_num")) // 10000
        answer = subprocess_run([_program(program), "--version"], self.environment)
        client = int(re.search(r"(\d+)", answer.replace("(PostgreSQL)", ""))[1])  # type: ignore[index]
        if client < server:
            raise BackupRefused(
                f"The server is PostgreSQL {server}, {program} here is {client}. "
                f"Install postgresql-client-{server}."
            )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(
            f"{name} is not installed on this machine. Install the PostgreSQL client of your server's "
            "version (Debian and Ubuntu: apt-get install postgresql-client)."
        )
    return found


def subprocess_run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    result = subprocess.run(  # noqa: S603 - fixed programs, arguments without a shell
        command, env=dict(environment), capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if result.returncode:
        raise BackupRefused(f"{Path(command[0]).name} failed: {result.stderr.strip()[-600:]}")
    return result.stdout
