"""Statements kept ready for what every report does: the same rows and values as through the ORM, built once.

Building a statement costs the ORM three times what running it costs the database; all else goes through the ORM.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, models
from django.utils.timezone import make_aware

Value = TypeVar("Value")
Kept = TypeVar("Kept", bound=models.Model)
Field = models.Field[Any, Any]


@cache
def _insert_into(model: type[models.Model]) -> tuple[str, list[Field]]:
    """Return the statement that inserts a row of `model`, and its fields; the database's own numbers left out."""
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    name = connection.ops.quote_name
    columns = ", ".join(name(field.column or "") for field in fields)
    values = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES ({values})", fields  # noqa: S608


def insert(row: models.Model) -> None:
    """Insert a new row, as `save(force_insert=True)` does; a number that the database gives is not read back.

    Raises: IntegrityError.
    """
    statement, fields = _insert_into(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    row._state.adding, row._state.db = False, connection.alias


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return what a SELECT that both engines understand finds; `%s` for each value, instants may be among them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(value) for value in values])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def one(model: type[Kept], condition: str, values: Sequence[Any]) -> Kept | None:
    """Return the row of `model` that meets a condition that both engines understand, if there is one."""
    table = connection.ops.quote_name(model._meta.db_table)
    found = model._default_manager.raw(f"SELECT * FROM {table} WHERE {condition} LIMIT 1", list(values))  # noqa: S608
    return next(iter(found), None)


def run(statement: str, values: Sequence[Any]) -> int:
    """Run an UPDATE that both engines understand and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(value) for value in values])
        return int(cursor.rowcount)


def instant(value: datetime | None) -> datetime | None:
    """Return an instant as `rows` found it with its zone: SQLite keeps them without, in UTC."""
    return make_aware(value, connection.timezone) if value and value.tzinfo is None else value


def _stored(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def for_update() -> str:
    """Return what locks the rows of a SELECT; SQLite has one writer at a time and needs nothing."""
    return " FOR UPDATE" if connection.features.has_select_for_update else ""


class Snapshot(Generic[Value]):
    """A value that changes rarely, read again at most once in SNAPSHOT_SECONDS by each process."""

    def __init__(self, read: Callable[[], Value]) -> None:
        self.read = read
        self.kept: tuple[float, Value] | None = None

    def __call__(self) -> Value:
        """Return the value, at most SNAPSHOT_SECONDS old."""
        kept, now = self.kept, time.monotonic()
        if kept is None or now - kept[0] >= settings.SNAPSHOT_SECONDS:
            kept = self.kept = now, self.read()
        return kept[1]

    def forget(self) -> None:
        """Read anew at the next call: what this process changed itself is seen at once."""
        self.kept = None
