"""The cast, made once a process by the actions that people use, then put back row by row for each test."""

import pickle
from collections.abc import Iterator
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, transaction

from tests.cast import LONG_AGO, Cast

Rows = list[tuple[Any, ...]]
_kept: dict[str, Any] = {}


def kept_cast() -> Cast:
    """Return the cast with all of its rows in the database: the first is made, the others are copies of it."""
    if not _kept:
        before = {table: _keys(table) for table in _tables()}
        with time_machine.travel(LONG_AGO):  # its ids are older than all that a test makes
            made = Cast()
        _kept["rows"] = {table: rows for table, keys in before.items() if (rows := _rows(table, keys))}
        _kept["cast"] = pickle.dumps(made)
        return made
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _kept["rows"].items():
            _put_back(cursor, table, rows)
    cast: Cast = pickle.loads(_kept["cast"])
    return cast


def _tables() -> Iterator[str]:
    return (model._meta.db_table for model in apps.get_models() if model._meta.managed)


def _keys(table: str) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_key(table)} FROM "{table}"')
        return {key for (key,) in cursor.fetchall()}


def _key(table: str) -> str:
    (model,) = (model for model in apps.get_models() if model._meta.db_table == table)
    return f'"{model._meta.pk.column}"'


def _rows(table: str, known: set[Any]) -> Any:
    """Return the rows of a table that were not there before, as the engine stores them."""
    new = _keys(table) - known
    if not new:
        return None
    with connection.cursor() as cursor:
        where = f"WHERE {_key(table)} NOT IN ({', '.join(map(_quoted, known))})" if known else ""
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY (SELECT * FROM "{table}" {where}) TO STDOUT') as out:
                return b"".join(bytes(part) for part in out)
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        # "+": an expression has no declared type, so nothing converts what is stored
        cursor.execute(
            f'SELECT {", ".join(f"+{_name(column)}" for column in columns)} FROM "{table}" {where}'
        )
        return cursor.fetchall()


def _put_back(cursor: Any, table: str, rows: Any) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
            into.write(rows)
        return
    places = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


def _name(column: str) -> str:
    return f'"{column}"'


def _quoted(key: Any) -> str:
    return str(key) if isinstance(key, int) else "'" + str(key).replace("'", "''") + "'"
