"""One INSERT for any number of rows.

``bulk_create`` of Django 5.2 cuts its statement at 999 parameters on SQLite, the limit of libraries built
before 2020, so a quiz of 200 questions would cost more statements than one of 20. Django 6 asks the library.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.db import connections, models, router

Row = TypeVar("Row", bound=models.Model)

ROWS_AT_ONCE = 1000


def insert_all(rows: Sequence[Row]) -> list[Row]:
    """Insert rows that have no primary key yet, and give each its key."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _insert(rows[start : start + ROWS_AT_ONCE])
    return list(rows)


def _insert(rows: Sequence[Row]) -> None:
    model = type(rows[0])
    using = router.db_for_write(model)
    if not connections[using].features.can_return_rows_from_bulk_insert:
        model._default_manager.using(using).bulk_create(rows)
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    keys = model._base_manager.using(using)._insert(  # type: ignore[attr-defined]
        rows, fields=fields, using=using, returning_fields=[model._meta.pk]
    )
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, using
