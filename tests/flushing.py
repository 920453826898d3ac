"""Emptying the database after a test that commits: append-only tables and seeded ones need a gentle hand."""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission", "matters_clock", "calendar_day"}
KEPT |= {"calendar_edition", "catalogue_kind", "catalogue_kindquestion", "catalogue_kindclock"}
KEPT |= {"catalogue_sortingrule", "catalogue_edition"}


def flush_gently(self: Any) -> None:
    """Empty every table but the seeded ones, with the triggers that forbid it put aside meanwhile."""
    tables = [
        name for name in connection.introspection.table_names() if name not in KEPT and "_fts" not in name
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("PRAGMA foreign_keys = ON")
        for _, sql in triggers:
            cursor.execute(sql)


def install() -> None:
    """Let Django's own tests, and pytest-django's live server, empty the database so."""
    TransactionTestCase._fixture_teardown = flush_gently  # type: ignore[method-assign]
