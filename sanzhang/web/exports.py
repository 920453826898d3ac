"""Lists of the lowest rooms as workbooks: these rooms lie below paper, so the door writes them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, HttpResponse

from sanzhang.foundation.calendar import forms as years
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.jobs import queries as jobs
from sanzhang.foundation.journal import queries as entries
from sanzhang.foundation.journal import sentences
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission.pages import page

JOURNAL: list[downloads.Column] = [
    ("时间", lambda line: line.at),
    ("谁", lambda line: line.who),
    ("办了什么", lambda line: line.what),
    ("在哪里", lambda line: line.where),
    ("说明", lambda line: ";".join(f"{word}:{value}" for word, value in line.details)),
]
LOGINS: list[downloads.Column] = [
    ("账号", lambda one: one.login),
    ("状态", lambda one: "已停用" if one.disabled_at else "在用"),
    ("动态口令", lambda one: "已设" if one.has_second_factor else "下次登录时设"),
    ("上次使用", lambda one: one.last_used_at),
]
DAYS: list[downloads.Column] = [
    ("日期", lambda day: day.date),
    ("上班还是放假", lambda day: "上班" if day.is_working else "放假"),
    ("为什么", lambda day: day.note),
]
FAILED: list[downloads.Column] = [
    ("任务", lambda row: row["name"]),
    ("停下", lambda row: row["ended_at"]),
    ("试过几次", lambda row: row["tries"]),
    ("原因", lambda row: row["fault"]),
]


def _told(found: Any, *, reader: Any) -> Iterator[sentences.Line]:
    rows = downloads.in_portions(found)
    while portion := list(islice(rows, downloads.PORTION)):
        yield from sentences.told(portion, reader=reader)


@page("journal.audit")
def journal(request: Any) -> HttpResponse:
    """Hand out the entries that the auditor's filters find."""
    names = ("action", "key", "day", "post")
    filters = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in names}
    found = entries.audited(**filters)
    return downloads.handed_out("操作日志", JOURNAL, _told(found, reader=None), at=request.at)


@page("people.my_data")
def looks(request: Any) -> HttpResponse:
    """Hand out who looked at one's own data or changed them."""
    found = _told(entries.entries_about(request.user), reader=request.user)
    return downloads.handed_out("谁看过我的信息", JOURNAL, found, at=request.at)


@page("people.keep_logins")
def logins(request: Any) -> HttpResponse:
    """Hand out the office logins."""
    return downloads.handed_out("办公账号", LOGINS, people.logins(), at=request.at)


@page("calendar.look")
def days(request: Any, year: int) -> HttpResponse:
    """Hand out a year's differing days."""
    if year not in years.YEARS:
        raise Http404
    return downloads.handed_out(f"{year}年工作日历", DAYS, calendar.days_of(year), at=request.at)


@page("jobs.look")
def failed(request: Any) -> HttpResponse:
    """Hand out the jobs tried in vain."""
    return downloads.handed_out("没有办成的任务", FAILED, jobs.failed_rows(), at=request.at)
