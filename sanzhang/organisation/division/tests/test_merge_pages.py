"""Pages of the merging: from a department's file to a draft, its members, and its codes."""

import uuid
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.organisation.division.models import ForeignGrid, ForeignMember, MemberDecision, Merge
from sanzhang.organisation.division.tests.test_merging import POLICE, bring, merged
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, WRONG = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY
HEAD = ("楼栋", "网格编号", "网格名称", "网格员", "电话", "职责")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def liu(client, world):
    client.force_login(world.liu)
    return client


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == OK, url
    return answer.content.decode()


def home(world):
    return f"/division/{world.community.pk}/merge/"


def book(*rows):
    return SimpleUploadedFile("城管.xlsx", write_workbook([Table("网格", HEAD, rows)]))


def rows_of(world, signs="MMMMMNNNNN", person=("佟强", "13900000005", "占道")):
    return [
        (building.name, sign, "", *person)
        for building, sign in zip(world.buildings, signs, strict=True)
        if sign != " "
    ]


def uploaded(client, world, rows, department="城管"):
    answer = send(client, f"{home(world)}import/", department=department, file=book(*rows))
    assert answer.status_code == FOUND, answer.content.decode()
    return answer["Location"]


def confirm(client, url, **more):
    page = text(client, url)
    digest = page.split('name="digest" value="')[1].split('"')[0]
    return send(client, url.split("?")[0], digest=digest, department="城管", **more)


def test_a_file_is_tried_then_taken(liu, world):
    url = uploaded(liu, world, rows_of(world))
    page = text(liu, url)
    assert "试导入:城管的网格" in page
    assert "新网格" in page
    assert not ForeignGrid.objects.exists()

    assert confirm(liu, url).status_code == FOUND
    assert ForeignGrid.objects.count() == 2
    page = text(liu, home(world))
    assert "各家都一致的户数" in page
    assert "100%" in page
    assert "和现在登记的完全一样" in text(liu, uploaded(liu, world, rows_of(world)))


def test_a_file_that_leaves_something_out_asks_first(liu, world):
    rows = [*rows_of(world, "MMMMMNNNN "), ("88栋", "N", "", "", "", "")]
    url = uploaded(liu, world, rows)
    page = text(liu, url)
    assert "1 栋楼社区没有登记" in page
    assert "1 栋楼表里没有写" in page

    refused = confirm(liu, url)
    assert refused.status_code == WRONG
    assert "对不上" in refused.content.decode()
    assert not ForeignGrid.objects.exists()
    assert confirm(liu, url, by_halves="yes").status_code == FOUND
    assert ForeignGrid.objects.count() == 2


def test_a_faulty_file_changes_nothing_and_comes_back_marked(liu, world):
    url = uploaded(liu, world, [*rows_of(world), (world.buildings[0].name, "X", "", "", "", "")])
    answer = liu.get(url)
    assert answer.status_code == WRONG
    assert "前面已经写在网格 M" in answer.content.decode()

    marked = liu.get(url.split("?")[0] + "faults/")
    sheets = read_tables(marked.content, "faults.xlsx")
    assert any("一栋楼只能在一个网格" in value for row in sheets[0].rows for value in row.texts)
    assert send(liu, url.split("?")[0], digest="x", department="城管").status_code == WRONG
    assert not ForeignGrid.objects.exists()


def test_the_empty_sheet_can_be_filled_in_and_read(liu, world):
    sheets = read_tables(liu.get(f"{home(world)}import/template/").content, "t.xlsx")
    assert sheets[0].rows[0].texts[:3] == ("楼栋", "小区", "部门网格编号")
    assert len(sheets[0].rows) == 11


def test_another_department_wants_its_name(liu, world):
    answer = send(liu, f"{home(world)}import/", department="other", file=book(*rows_of(world)))
    assert answer.status_code == WRONG
    assert "请写部门名称" in answer.content.decode()
    answer = send(liu, f"{home(world)}import/", department="other", other="残联", file=book(*rows_of(world)))
    assert answer.status_code == FOUND


def test_conflicts_are_shown_and_chosen_on(liu, world):
    bring(world, "公安", "AAAAB/BBBBB")
    page = text(liu, home(world))
    assert "要选的地方(1 处)" in page
    assert "merge-places" in page
    assert "公安 和 现有网格" in page or "现有网格 和 公安" in page
    key = f"piece_{world.buildings[4].pk}"

    bounds = {"fewest": "10", "most": "46"}
    answer = send(liu, home(world), base="公安", **bounds, **{key: "现有网格"})
    assert answer.status_code == FOUND
    merge = Merge.objects.get()
    assert answer["Location"] == f"/division/draft/{merge.draft_id}/"
    assert merge.follows == {str(world.buildings[4].pk): "现有网格"}
    page = text(liu, answer["Location"])
    assert "以公安为准,1 处按别家" in page
    assert f"/division/merge/{merge.pk}/members/" in page
    assert home(world) in text(liu, f"/division/{world.community.pk}/")
    assert "以公安为准" in text(liu, home(world))

    answer = send(liu, home(world), base="", **bounds)
    assert answer.status_code == WRONG
    assert "请选以谁为准" in answer.content.decode()
    answer = send(liu, home(world), base="solver", **bounds)
    assert answer.status_code == FOUND
    assert Merge.objects.count() == 2


def test_two_voices_side_by_side_and_every_building(liu, world):
    bring(world, "公安", "AAAAB/BBBBB")
    page = text(liu, f"{home(world)}table/", one="现有网格", other="公安")
    assert page.count("<tr>") == 4
    assert liu.get(f"{home(world)}table/", {"one": "公安", "other": "民政"}).status_code == MISSING
    assert "全部 10 栋" in text(liu, f"{home(world)}buildings/")
    assert "只看不一致的 1 栋" in text(liu, f"{home(world)}buildings/", only="differing")


def test_codes_are_looked_up_both_ways_and_taken_along(liu, world):
    assert "没有编号可查" in text(liu, f"{home(world)}codes/")
    bring(world, "公安", "AAAAB/BBBBB")
    assert "查到 2 条" in text(liu, f"{home(world)}codes/", code="B")
    assert "查到 2 条" in text(liu, f"{home(world)}codes/", code=world.grid.path)
    assert "这一天没有这个编号" in text(liu, f"{home(world)}codes/", on="2026-01-01")
    assert liu.get(f"{home(world)}codes/", {"on": "昨天"}).status_code == WRONG

    sheets = read_tables(liu.get(f"{home(world)}codes/export/").content, "codes.xlsx")
    assert [row.texts[:4] for row in sheets[0].rows[2:]] == [
        ("公安", "A", "A格", world.grid.path),
        ("公安", "B", "B格", world.other_grid.path),
        ("公安", "B", "B格", world.grid.path),
    ]


def test_doubtful_members_are_decided_on_and_taken_back(liu, world):
    bring(
        world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005")), ("M", ("佟强", "13900000006"))]
    )
    bring(world, "公安", "AAAAA/BBBBB", people=[("A", POLICE[0])])
    _, merge = merged(world)
    url = f"/division/merge/{merge.pk}/members/"
    page = text(liu, url)
    assert "要您决定的(2 位)" in page
    assert "自动带过去的(1 位)" in page
    assert "13900000005" not in page

    member = next(one for one in ForeignMember.objects.all() if one.name == "佟强")
    page = text(liu, f"{url}{member.pk}/")
    assert "139****0005" in page
    assert "13900000005" not in page
    answer = send(liu, f"{url}{member.pk}/", way="carry", grids=["2"])
    assert answer.status_code == WRONG
    assert "请选一个电话" in answer.content.decode()
    assert send(liu, f"{url}{member.pk}/", way="carry", grids=["2"], phone="1").status_code == FOUND
    decision = MemberDecision.objects.get()
    assert (decision.grids, decision.phone) == ([2], "13900000006")
    assert "已经决定的(1 位)" in text(liu, url)

    assert send(liu, f"/division/merge/{merge.pk}/undo/{decision.pk}/").status_code == FOUND
    again = send(liu, f"/division/merge/{merge.pk}/undo/{decision.pk}/")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "已经撤销" in again.content.decode()
    assert "要您决定的(2 位)" in text(liu, url)
    assert send(liu, f"{url}{member.pk}/", way="leave").status_code == FOUND
    assert "不带过去" in text(liu, url)


def test_a_phone_is_shown_in_full_only_after_it_is_noted(liu, world):
    bring(world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005"))])
    _, merge = merged(world, base="城管")
    member = ForeignMember.objects.get()

    answer = send(liu, f"/division/merge/{merge.pk}/members/{member.pk}/phone/")

    assert answer.status_code == OK
    assert "13900000005" in answer.content.decode()
    assert Entry.objects.filter(on_id=member.pk).count() == 1


@pytest.mark.parametrize("who", ["stranger", "wang", "wu", "zheng", "qian"])
def test_nobody_else_gets_in(client, world, who):
    bring(world, "公安", "AAAAB/BBBBB", people=[("A", POLICE[0])])
    _, merge = merged(world)
    client.force_login(getattr(world, who))
    for url in (
        home(world),
        f"{home(world)}import/",
        f"{home(world)}codes/",
        f"{home(world)}buildings/",
        f"/division/merge/{merge.pk}/members/",
    ):
        assert client.get(url).status_code in (REFUSED, MISSING), url


def test_the_street_looks_and_changes_nothing(client, world):
    bring(world, "公安", "AAAAB/BBBBB", people=[("A", POLICE[0])])
    _, merge = merged(world)
    client.force_login(world.sun)
    page = text(client, home(world))
    assert "不一致的地方(1 处)" in page
    assert "起草方案" not in page
    assert send(client, home(world), base="公安", fewest="10", most="46").status_code == REFUSED
    assert client.get(f"{home(world)}import/").status_code == REFUSED
    assert client.get(f"/division/merge/{merge.pk}/members/").status_code == REFUSED


def test_a_department_is_dropped_after_a_second_look(liu, world):
    bring(world, "城管", "MMMMM/NNNNN", people=[("M", ("佟强", "13900000005"))])
    url = f"{home(world)}drop/"
    assert "1 位网格员的姓名和电话会删除" in text(liu, url, department="城管")
    assert send(liu, url, department="城管").status_code == FOUND
    assert not ForeignMember.objects.exists()
    assert liu.get(url, {"department": "城管"}).status_code == MISSING


def test_who_signs_is_told_of_members_that_nobody_decided_on(liu, world):
    bring(world, "城管", "MMMMM/MMMMM", people=[("M", ("佟强", "13900000005"))])
    bring(world, "公安", "AAAAB/BBBBB", people=[("A", POLICE[0])])
    option, _ = merged(world)
    assert "(1 位要您决定)" in text(liu, f"/division/draft/{option.draft_id}/")
    answer = send(liu, f"/division/option/{option.pk}/choose/")

    page = text(liu, answer["Location"])
    assert "2 位带到新网格" in page
    assert "其中 1 位还拿不准" in page
