"""Finding the header of a table: under title lines, over two rows, in other words than ours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.records.text import half_width

SEARCHED = 10  # rows under titles and remarks


@dataclass(frozen=True)
class Column:
    """A column that is looked for: our name, its label, other words for it, whether it must be there."""

    field: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class HeaderMatch:
    """Where the header lies and which column holds which field; `missing` and `doubled` in words."""

    last_row: int
    columns: dict[str, int]
    found: tuple[str, ...]
    problems: tuple[str, ...]

    def text(self, row: Row, field: str) -> str:
        """Return the text of a field in a row; empty where the table has no such column."""
        return row.text(self.columns[field]) if field in self.columns else ""

    def letter(self, field: str) -> str:
        """Return the column's letter, A where there is none."""
        return letter(self.columns.get(field, 0))


def plain(text: str) -> str:
    """Return a header without spaces, line ends, stars and what stands in brackets."""
    text = re.sub(r"[((【\[].*?[))】\]]", "", half_width(text))
    return re.sub(r"[\s*★:：_\-]", "", text).lower()


def match_headers(sheet: Sheet, wanted: Sequence[Column]) -> HeaderMatch:
    """Return the header of `sheet`: the row (or pair of rows) among the first ten that names most columns."""
    words = {plain(name): column.field for column in wanted for name in (column.label, *column.synonyms)}
    best: tuple[int, int, dict[str, int], list[str]] = (0, 0, {}, [])
    rows = sheet.rows[:SEARCHED]
    for index, row in enumerate(rows):
        for span in (1, 2):
            texts = _texts(rows[index : index + span])
            columns, doubled = _columns(texts, words)
            if len(columns) > best[0]:
                best = (len(columns), rows[min(index + span, len(rows)) - 1].number, columns, doubled)
        del row
    count, last_row, columns, doubled = best
    labels = {column.field: column.label for column in wanted}
    problems = [f"有两列都像“{labels[field]}”。请只留一列。" for field in doubled]
    first = next((row for row in rows if any(row.texts)), None)
    found = tuple(text for text in (first.texts if first and not count else _head(rows, last_row)) if text)
    for column in wanted:
        if column.required and column.field not in columns:
            others = f"(也可以叫:{'、'.join(column.synonyms[:4])})" if column.synonyms else ""
            problems.append(f"没有找到“{column.label}”这一列{others}。")
    if problems and found:
        problems.append(f"表头里现在有:{'、'.join(dict.fromkeys(found[:20]))}。")
    return HeaderMatch(last_row, columns, found, tuple(problems))


def _head(rows: Sequence[Row], last_row: int) -> tuple[str, ...]:
    return next((row.texts for row in rows if row.number == last_row), ())


def _texts(rows: Sequence[Row]) -> list[list[str]]:
    width = max((len(row.texts) for row in rows), default=0)
    return [[row.text(column) for row in reversed(rows)] for column in range(width)]


def _columns(texts: list[list[str]], words: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    doubled: list[str] = []
    for column, names in enumerate(texts):
        field = next((words[plain(name)] for name in names if plain(name) in words), None)
        if field is None:
            continue
        if field in columns and columns[field] != column - 1:
            doubled.append(field)
        columns.setdefault(field, column)
    return columns, doubled
