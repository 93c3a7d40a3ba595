"""A wrong or missing variable stops the start with a sentence that names it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (lambda: environment.text("X_TEST"), "abc", "abc"),
        (lambda: environment.flag("X_TEST", False), "on", True),
        (lambda: environment.flag("X_TEST", True), "0", False),
        (lambda: environment.number("X_TEST", 1), "42", 42),
        (lambda: environment.items("X_TEST"), "a, b,,c", ["a", "b", "c"]),
    ],
)
def test_values_are_read_as_their_type(monkeypatch, reader, value, expected) -> None:
    monkeypatch.setenv("X_TEST", value)
    assert reader() == expected


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: environment.text("X_TEST"), ""),
        (lambda: environment.flag("X_TEST", False), "perhaps"),
        (lambda: environment.number("X_TEST", 1), "many"),
        (lambda: environment.database("X_TEST", ""), "mongo://here/x"),
        (lambda: environment.database("X_TEST", ""), "postgres://user@host"),
    ],
)
def test_refusal_names_the_variable(monkeypatch, reader, value) -> None:
    monkeypatch.setenv("X_TEST", value)
    with pytest.raises(ImproperlyConfigured, match="X_TEST"):
        reader()


def test_postgres_address_is_taken_apart(monkeypatch) -> None:
    monkeypatch.setenv("X_TEST", "postgres://us%40er:p%2Fw@db.example:5433/name?sslmode=require")
    entry = environment.database("X_TEST", "")
    assert {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "name", "USER": "us@er", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert "synchronous_commit=on" in entry["OPTIONS"]["options"]


def test_sqlite_file_is_absolute() -> None:
    assert environment.sqlite("//srv/manabiya.sqlite3")["NAME"] == "/srv/manabiya.sqlite3"


@pytest.mark.parametrize(
    "address",
    ["sqlite:////srv/var/manabiya.sqlite3", "postgres://an%40na:p%3Aw@db.example:5433/mana%20biya"],
)
def test_address_of_a_database_reads_back_as_the_same_one(monkeypatch, address: str) -> None:
    monkeypatch.setenv("D", address)
    entry = environment.database("D", "-")
    monkeypatch.setenv("D", environment.url_of(entry))
    assert environment.database("D", "-") == entry
