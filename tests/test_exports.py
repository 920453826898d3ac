"""Each list as a workbook: as it is narrowed, in constant memory, with nothing in it that runs."""

import io
import tracemalloc
from typing import Any

import openpyxl
import pytest
import time_machine
from django.http import QueryDict

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.notices import actions as notices
from sanzhang.foundation.paper import downloads
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

pytestmark = pytest.mark.django_db
# address → who asks
LISTS = {
    "/matters/export/": "liu",
    "/notices/?as=xlsx": "liu",
    "/residents/?as=xlsx": "liu",
    "/plaques/?as=xlsx": "liu",
    "/rotation/handover/?as=xlsx": "liu",
    "/rotation/new/?as=xlsx": "liu",
    "/rotation/export/": "liu",
    "/selection/export/": "liu",
    "/posts/terms/?as=xlsx": "liu",
    "/posts/filings/standing/?as=xlsx": "liu",
    "/posts/filings/export/": "liu",
    "/posts/members/?as=xlsx": "wu",
    "/posts/bodies/?as=xlsx": "wu",
    "/vote/polls/?as=xlsx": "liu",
    "/territory/?q=栋&as=xlsx": "wu",
    "/division/?as=xlsx": "wu",
    "/exchange/keys/?as=xlsx": "wu",
    "/journal/export/?action=post.opened": "zheng",
    "/me/looks/export/": "zhang",
    "/people/logins/export/": "qian",
    "/jobs/export/": "qian",
    "/calendar/2026/export/": "liu",
    "/matters/rates/?as=xlsx": "wu",
    "/matters/decisions/?as=xlsx": "liu",
    "/orders/?as=xlsx": "wang",
    "/supervision/?as=xlsx": "liu",
    "/hot-spots/?as=xlsx": "liu",
    "/matters/answers/?as=xlsx": "liu",
    "/matters/questions/?as=xlsx": "liu",
}


def read(answer: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def asked(client: Any, person: Any, url: str) -> list[list[Any]]:
    with time_machine.travel(MONDAY_10AM, tick=False):
        client.force_login(person)
        answer = client.get(url)
        assert (url, answer.status_code, answer["Content-Type"][-5:]) == (url, 200, "sheet")
        return read(answer)


def test_every_list_hands_out_a_sheet_with_its_heads(client: Any, cast: Any) -> None:
    second = cast._add(cast.street, "community", "榆树社区", path="220102098002")
    cast.chen_reports()

    sheets = {url: asked(client, getattr(cast, who), url) for url, who in LISTS.items()}

    for url, rows in sheets.items():
        assert all(isinstance(head, str) for head in rows[0]), url
    assert len(sheets["/residents/?as=xlsx"]) == 4
    assert [row[0] for row in sheets["/division/?as=xlsx"][1:]] == [cast.community.name, second.name]
    assert {row[2] for row in sheets["/journal/export/?action=post.opened"][1:]} == {"设了岗位"}
    assert next(row for row in sheets["/people/logins/export/"] if row[0] == "liumin")[:3] == [
        "liumin",
        "在用",
        "下次登录时设",
    ]
    told = str(sheets)
    for phone in ("13800000004", "13800000001"):
        assert phone not in told


def test_a_sheet_holds_what_the_page_shows_and_no_formula(client: Any, cast: Any) -> None:
    for title in ("停水", "=HYPERLINK(1)", "停水(二)"):
        notices.publish(
            place=cast.community,
            title=title,
            words="明天",
            ends_at=TUESDAY_9AM,
            by=cast.liu,
            at=MONDAY_9AM,
        )

    rows = asked(client, cast.liu, "/notices/?q=停水&as=xlsx")
    every = asked(client, cast.liu, "/notices/?as=xlsx")

    assert sorted(row[0] for row in rows[1:]) == ["停水", "停水(二)"]
    assert "'=HYPERLINK(1)" in [row[0] for row in every]


def test_matters_go_out_as_narrowed_beyond_any_page(client: Any, cast: Any) -> None:
    for number in range(35):
        cast.chen_reports(f"灯 {number}", topic="facility" if number % 2 else "other")

    rows = asked(client, cast.liu, "/matters/export/?topic=facility")

    assert len(rows) == 18
    assert [row[0] for row in rows[1:]] == list(
        Matter.objects.filter(topic="facility").order_by("-id").values_list("reference", flat=True)
    )


def test_many_rows_leave_memory_as_it_was() -> None:
    columns: list[downloads.Column] = [("数", lambda row: row), ("字", lambda row: f"第 {row} 行,楼道灯坏了")]
    tracemalloc.start()

    answer = downloads.handed_out("表", columns, iter(range(20_000)), at=MONDAY_9AM)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 12 * 1024 * 1024
    assert len(read(answer)) == 20_001


def test_a_list_is_cut_at_its_most_and_read_in_portions(
    cast: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(downloads, "MOST", 7)
    monkeypatch.setattr(downloads, "PORTION", 3)
    for number in range(9):
        cast.chen_reports(str(number))
    found = Matter.objects.order_by("-id")

    with django_assert_num_queries(4):
        rows = read(downloads.handed_out("表", [("字", lambda row: row.words)], found, at=MONDAY_9AM))

    assert [row[0] for row in rows[1:]] == ["8", "7", "6", "5", "4", "3", "2"]


def test_only_the_word_itself_asks_for_a_sheet(rf: Any) -> None:
    for query, is_wanted in (("as=xlsx", True), ("as=pdf", False), ("", False)):
        request = rf.get("/")
        request.GET = QueryDict(query)
        assert downloads.is_wanted(request) is is_wanted
