"""Lists as workbooks to take away: the rows of the list as it is narrowed on the screen, written as they are read."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import quote

import xlsxwriter
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpResponse
from django.utils import timezone

from sanzhang.foundation.paper.workbooks import XLSX, write_rows

MOST = 100_000
PORTION = 500
Column = tuple[str, Callable[[Any], Any]]  # its title, and what of a row stands in it
WANTED = "xlsx"


def is_wanted(request: Any) -> bool:
    """Say whether the list is asked for as a workbook: its own address with as=xlsx, so filtered as it is shown."""
    return bool(request.GET.get("as") == WANTED)


def handed_out(
    title: str, columns: Sequence[Column], found: Iterable[Any], *, at: datetime, widths: Sequence[int] = ()
) -> HttpResponse:
    """Return a list as a workbook: a row for each of `found`, at most 100,000; memory stays as it is.

    `found`: a QuerySet is read in portions; what a column's function returns is a text, a number, a time or a day.
    """
    rows = in_portions(found) if isinstance(found, QuerySet) else iter(found)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the answer closes it
    with xlsxwriter.Workbook(file, options) as book:
        told = ([_cell(value(row)) for _, value in columns] for row in _at_most(rows))
        write_rows(book, title, [name for name, _ in columns], told, widths=widths)
    file.seek(0)
    answer = FileResponse(file, content_type=XLSX)
    name = quote(f"{title}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return cast("HttpResponse", answer)  # as pages answer; it streams


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook to take away; `name`: of its file, in plain letters."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def in_portions(found: "QuerySet[Any]") -> Iterator[Any]:
    """Yield the rows of a query in its order, 500 at a time: their ids first, so that nothing changes place."""
    ids: list[Any] = list(found.values_list("pk", flat=True)[: MOST + 1])
    for first in range(0, len(ids), PORTION):
        portion = ids[first : first + PORTION]
        rows: dict[Any, Model] = {row.pk: row for row in found.order_by().filter(pk__in=portion)}
        yield from (rows[one] for one in portion if one in rows)


def _at_most(rows: Iterator[Any]) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number == MOST:
            return
        yield row


def _cell(value: Any) -> Any:
    """Return a cell: times as the office reads them, flags as words."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value
