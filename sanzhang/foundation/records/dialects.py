"""Raw SQL that both databases need, in one place; used by migrations only.

Each function returns a migration operation that runs the SQL of the engine at hand.
"""

from typing import Any

from django.db import migrations


def on_each(
    *, sqlite: list[str], postgres: list[str], undo_sqlite: list[str], undo_postgres: list[str]
) -> Any:
    """Return an operation that runs one list of statements on SQLite and the other on PostgreSQL."""

    def run(statements: dict[str, list[str]]) -> Any:
        def go(apps: Any, schema_editor: Any) -> None:
            for statement in statements[schema_editor.connection.vendor]:
                schema_editor.execute(statement, params=None)

        return go

    return migrations.RunPython(
        run({"sqlite": sqlite, "postgresql": postgres}),
        run({"sqlite": undo_sqlite, "postgresql": undo_postgres}),
    )


def append_only(table: str, *, unless: str = "") -> Any:
    """Return an operation after which no row of `table` can be changed, deleted or truncated.

    `unless`: the one change that is let through all the same, in NEW and OLD, in SQL that both databases read.
    """
    words = f"{table} is append-only"
    let_through = f"COALESCE(({unless}), 1 = 0)" if unless else "1 = 0"
    return on_each(
        sqlite=[
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN NOT {excepted}"
            f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for verb, excepted in (("UPDATE", let_through), ("DELETE", "1 = 0"))
        ],
        postgres=[
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{words}'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE {'' if unless else 'UPDATE OR '}DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
            *(_row_by_row(table, words, let_through) if unless else ()),
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")],
        undo_postgres=[
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"DROP FUNCTION {table}_append_only()",
            f"DROP TRIGGER IF EXISTS {table}_unchanged ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_unchanged()",
        ],
    )


def _row_by_row(table: str, words: str, let_through: str) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT {let_through} THEN"
        f" RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_unchanged()",
    ]


def undone(operation: Any) -> Any:
    """Return the operation that takes `operation` back, and puts it in place again when undone."""
    return migrations.RunPython(operation.reverse_code, operation.code)


def one_at_a_time(table: str, key: str, *, name: str, unless: str = "") -> Any:
    """Return an operation after which rows of one `key` in `table` never overlap in [starts_at, ends_at).

    `unless`: a column that takes a row out of this once it is filled.

    PostgreSQL: an exclusion constraint; the key is compared as a one-value range, since equality of integers
    in GiST would need an extension. SQLite: triggers, safe because it has a single writer.
    """
    only_where, only_new = (f"{unless} IS NULL", f"NEW.{unless} IS NULL") if unless else ("TRUE", "TRUE")
    clash = (
        f"SELECT 1 FROM {table} WHERE {key} = NEW.{key} AND id <> NEW.id AND ({only_where})"  # noqa: S608
        f" AND starts_at < COALESCE(NEW.ends_at, '9999-12-31') AND COALESCE(ends_at, '9999-12-31') > NEW.starts_at"
    )
    return on_each(
        sqlite=[
            f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table}"
            f" WHEN {only_new} AND EXISTS ({clash}) BEGIN SELECT RAISE(ABORT, '{name}'); END"
            for verb in ("INSERT", "UPDATE")
        ],
        postgres=[
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist"
            f" (int8range({key}, {key}, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&)"
            f" WHERE ({only_where})"
        ],
        undo_sqlite=[f"DROP TRIGGER {name}_{verb}" for verb in ("insert", "update")],
        undo_postgres=[f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
    )


def refused(table: str, verb: str, *, when: str, name: str) -> Any:
    """Return an operation after which the database refuses `verb` on rows of `table` for which `when` holds.

    `when` speaks of NEW and OLD, in SQL that both databases read. The refusal is an IntegrityError that holds `name`.
    """
    row = "OLD" if verb == "DELETE" else "NEW"
    return on_each(
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
        ],
        postgres=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ({when}) THEN"
            f" RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        undo_postgres=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def gram_index(table: str, column: str) -> Any:
    """Return an operation that indexes a `GramsField`: PostgreSQL by GIN, SQLite by a table of FTS5 beside it.

    SQLite drops triggers when Django makes a table anew: repeat it after such a migration.
    """
    fts, name = f"{table}_fts", f"{table}_{column}"
    drop = f"INSERT INTO {fts}({fts}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"  # noqa: S608
    add = f"INSERT INTO {fts}(rowid, {column}) VALUES (NEW.id, NEW.{column});"  # noqa: S608
    events = {
        "insert": ("INSERT", add),
        "delete": ("DELETE", drop),
        "update": (f"UPDATE OF {column}", drop + add),
    }
    return on_each(
        sqlite=[
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts}"
            f" USING fts5({column}, content='{table}', content_rowid='id', tokenize='unicode61')",
            *(f"DROP TRIGGER IF EXISTS {fts}_{event}" for event in events),
            *(
                f"CREATE TRIGGER {fts}_{event} AFTER {when} ON {table} BEGIN {do} END"
                for event, (when, do) in events.items()
            ),
            f"INSERT INTO {fts}({fts}) VALUES ('rebuild')",  # noqa: S608
        ],
        postgres=[
            f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (to_tsvector('simple'::regconfig, {column}))"
        ],
        undo_sqlite=[*(f"DROP TRIGGER IF EXISTS {fts}_{event}" for event in events), f"DROP TABLE {fts}"],
        undo_postgres=[f"DROP INDEX {name}"],
    )
