"""Typed readers for environment variables. A wrong or missing one stops the start with a sentence that names it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; it has no default.")
    return value


def optional(name: str) -> str:
    return os.environ.get(name, "").strip()


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")
    return value in TRUE


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None


def items(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def json_list(name: str) -> list[dict[str, object]]:
    """A JSON list of objects; empty when the variable is not set."""
    value = os.environ.get(name, "").strip()
    try:
        parsed = json.loads(value) if value else []
    except ValueError:
        parsed = None
    if not isinstance(parsed, list) or not all(isinstance(entry, dict) for entry in parsed):
        raise ImproperlyConfigured(f"{name} is not a JSON list of objects.")
    return parsed


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser()


def database(name: str, default: str) -> dict[str, Any]:
    """A Django DATABASES entry from ``sqlite:///path`` or ``postgres://user:password@host:port/name``."""
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        return sqlite(url.path if url.path.startswith("//") else url.path or "/")
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} starts with {url.scheme!r}; use sqlite:// or postgres://.")
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database after the host.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **dict(parse_qsl(url.query)),
            # An acknowledged answer must survive a power cut.
            "options": "-c synchronous_commit=on",
        },
    }


def url_of(database: Mapping[str, Any]) -> str:
    """The address that ``database`` reads as this entry, for a process started beside this one."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return f"postgres://{login}@{database['HOST']}:{database['PORT']}/{quote(database['NAME'])}"


def sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path.replace("//", "/", 1),
        # Without long-lived connections every request reopens the file and reruns the PRAGMAs.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; "
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=27103364"
            ),
        },
        # A file, not memory: the race tests open one connection per thread.
        "TEST": {"NAME": path.replace("//", "/", 1) + ".test"},
    }
