"""Searching Chinese words without a word list: a column of bigrams, indexed by both engines alike."""

import re
from typing import Any

from django.db import connection, models
from django.db.models import Lookup

from sanzhang.foundation.records.text import half_width

_RUNS = re.compile(r"[0-9a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")


def grams(text: str) -> str:
    """Return what is indexed of a text: 三楼灯坏 → 三楼 楼灯 灯坏 坏; letters and digits stay whole."""
    return " ".join(gram for run in _runs(text) for gram in _grams_of(run))


def asked(text: str) -> list[list[str]]:
    """Return what a search looks for: for each run of signs the grams that must stand side by side."""
    return [_grams_of(run)[: -1 if _is_chinese(run) and len(run) > 1 else None] for run in _runs(text)]


def _runs(text: str) -> list[str]:
    return _RUNS.findall(half_width(text).lower())


def _is_chinese(run: str) -> bool:
    return run[0] > "z"


def _grams_of(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run))] if _is_chinese(run) else [run]


def forget_erased(model: type[models.Model]) -> None:
    """Drop from the index of a model what its rows say no longer: SQLite keeps that until the parts are merged.

    PostgreSQL drops it when it vacuums, by itself.
    """
    if connection.vendor == "sqlite":
        fts = connection.ops.quote_name(f"{model._meta.db_table}_fts")
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {fts}({fts}) VALUES ('optimize')")  # noqa: S608


class GramsField(models.TextField):  # type: ignore[type-arg]
    """The grams of other fields of the row, kept by itself; `filter(grams__says="灯坏")` finds rows that say so.

    The index is made by `dialects.gram_index`. `update()` of the other fields does not follow.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, **(options | {"default": "", "blank": True, "editable": False}))
        self.of = of

    def deconstruct(self) -> Any:
        """Write `of` into migrations, and nothing that is always so."""
        name, path, args, options = super().deconstruct()
        for always in ("default", "blank", "editable"):
            options.pop(always, None)
        return name, path, args, options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the grams of the fields as they are now."""
        value = grams(" ".join(str(getattr(model_instance, name)) for name in self.of))
        setattr(model_instance, self.attname, value)
        return value


@GramsField.register_lookup
class Reads(Lookup[str]):
    """What `says` finds, found by reading each row and not by the index: for few rows, of which many may say it."""

    lookup_name = "reads"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Compare row by row; grams hold letters and digits alone, so nothing is to be escaped."""
        column, params = self.process_lhs(compiler, connection)
        runs = [f"% {' '.join(run)}%" for run in asked(self.rhs)]
        return " AND ".join([f"(' ' || {column}) LIKE %s"] * len(runs)), [*params * len(runs), *runs]


@GramsField.register_lookup
class Says(Lookup[str]):
    """Rows whose text has every run of the asked signs; the last gram of a run may go on."""

    lookup_name = "says"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """Ask the index over `to_tsvector`.

        The sub-select hides what is asked from the planner, which takes neighbouring grams for independent of each
        other, so expects next to no rows, and would never narrow them by a second index.
        """
        column, params = self.process_lhs(compiler, connection)
        runs = [" <-> ".join(f"'{gram}'" for gram in run) + ":*" for run in asked(self.rhs)]
        statement = (
            f"to_tsvector('simple'::regconfig, {column}) @@ to_tsquery('simple'::regconfig, (SELECT %s))"
        )
        return statement, [*params, " & ".join(runs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """Ask the table of FTS5 beside the row's own."""
        target = self.lhs.target.model._meta
        name = connection.ops.quote_name
        fts = name(f"{target.db_table}_fts")
        key = f"{name(self.lhs.alias)}.{name(target.pk.column)}"
        runs = ['"' + " ".join(run) + '" *' for run in asked(self.rhs)]
        return f"{key} IN (SELECT rowid FROM {fts} WHERE {fts} MATCH %s)", [" AND ".join(runs)]  # noqa: S608
