"""Pages of the territory: who sees what, and what a community worker can do there."""

import uuid
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.actions import plan_import
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, UNPROCESSABLE = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY
READ = ("", "branches/", "history/", "map/", "map.json", "export/")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def elsewhere(cast):
    """A community next door with one of everything."""
    community = actions.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    grid = actions.add_place(community, kind="grid", name="第1网格", by=SYSTEM, at=cast.made_at)
    building = actions.add_place(grid, kind="building", name="1栋", by=SYSTEM, at=cast.made_at)
    unit = actions.add_place(building, kind="unit", name="1单元", by=SYSTEM, at=cast.made_at)
    return [community, grid, building, unit]


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def table(*rows, heads=("网格", "楼栋", "单元", "楼层数", "每层户数")):
    content = write_workbook([Table("楼栋", heads, rows)])
    return SimpleUploadedFile("楼栋.xlsx", content)


def upload(client, cast, *rows):
    file = table(*rows)
    answer = send(client, "/territory/import/", community=cast.community.pk, file=file)
    assert answer.status_code == FOUND, answer.content.decode()
    return answer["Location"]


@pytest.mark.parametrize("path", READ)
def test_what_lies_outside_ones_area_is_not_there(client, cast, elsewhere, path):
    client.force_login(cast.liu)
    for place in elsewhere:
        inside, outside = client.get(f"/territory/12345/{path}"), client.get(f"/territory/{place.pk}/{path}")
        assert inside.status_code == outside.status_code
        assert outside.status_code in (MISSING, FOUND)
    assert client.get("/territory/99999999999999999999/").status_code == MISSING


@pytest.mark.parametrize("verb", ["rename", "move", "close", "doors", "add/grid", "add/building", "add/unit"])
def test_nobody_changes_what_lies_outside(client, cast, elsewhere, verb):
    client.force_login(cast.liu)
    for place in elsewhere:
        assert send(client, f"/territory/{place.pk}/{verb}/", name="我们的").status_code == MISSING
    assert not Place.objects.filter(name="我们的").exists()


@pytest.mark.parametrize("who", ["stranger", "chen"])
def test_without_a_post_there_is_no_territory(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get("/territory/").status_code == REFUSED
    assert client.get(f"/territory/{cast.community.pk}/").status_code == REFUSED


def test_a_visitor_is_asked_to_sign_in(client, cast):
    assert client.get("/territory/")["Location"].startswith("/sign-in/")


def test_a_unit_leader_sees_the_own_unit_only(client, cast):
    client.force_login(cast.zhang)
    page = client.get("/territory/", follow=True).content.decode()

    assert "1单元" in page
    assert "2单元" not in page
    assert "改门牌" not in page
    assert client.get(f"/territory/{cast.building.pk}/").status_code == MISSING


def test_each_level_shows_the_next_with_counts_and_vacancies(client, cast):
    client.force_login(cast.wu)
    city = client.get("/territory/", follow=True).content.decode()
    assert "南关区" in city
    assert "1 个社区" in city
    assert "18 户" in city
    client.force_login(cast.liu)
    community = client.get(f"/territory/{cast.community.pk}/").content.decode()
    assert "第1网格" in community
    assert "空缺" in community


def test_a_branch_opens_in_place_and_is_a_plain_page_too(client, cast):
    client.force_login(cast.liu)
    url = f"/territory/{cast.grid.pk}/branches/"

    assert "12栋" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client.get(url)["Location"] == f"/territory/{cast.grid.pk}/"


def test_the_tree_asks_as_often_for_two_grids_as_for_twenty(client, cast, django_assert_max_num_queries):
    client.force_login(cast.liu)
    for number in range(20):
        actions.add_place(cast.community, kind="grid", name=f"新{number}", by=SYSTEM, at=cast.made_at)
    with django_assert_max_num_queries(20):
        client.get(f"/territory/{cast.community.pk}/")


def test_a_building_is_drawn_top_floor_first(client, cast):
    client.force_login(cast.li)
    page = client.get(f"/territory/{cast.building.pk}/").content.decode()

    assert page.index("3 层") < page.index("2 层") < page.index("1 层")
    assert page.count('class="door"') == 12
    assert "李志国" in page


@pytest.mark.parametrize("words", ["12栋", "桐荫", "220102098001", "22010209800100100001", "栋 12"])
def test_search_finds_by_name_and_code(client, cast, words):
    client.force_login(cast.liu)
    assert "找到 0 处" not in client.get("/territory/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["没有", "%", "_", "\x00", "'", "槐荫", "1" * 300])
def test_search_finds_nothing_else(client, cast, elsewhere, words):
    client.force_login(cast.liu)
    answer = client.get("/territory/", {"q": words}, follow=True)
    assert answer.status_code == OK
    assert "槐荫社区" not in answer.content.decode()


def test_an_old_code_still_finds_the_building(client, cast):
    old = cast.building.path
    actions.move_building(cast.building, to=cast.other_grid, by=SYSTEM, at=MONDAY_9AM)
    client.force_login(cast.liu)

    assert "12栋" in client.get("/territory/", {"q": old}).content.decode()


def test_history_names_the_leaders_of_the_day(client, cast):
    client.force_login(cast.liu)
    day = client.get(f"/territory/{cast.unit.pk}/history/", {"on": "2026-10-01"}).content.decode()
    assert "张桂兰" in day
    assert "王芳" in day
    before = client.get(f"/territory/{cast.unit.pk}/history/", {"on": "2020-01-01"}).content.decode()
    assert "那一天还没有这个地方" in before


@pytest.mark.parametrize("day", ["2026-02-31", "昨天", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_is_none_is_told(client, cast, day):
    client.force_login(cast.liu)
    answer = client.get(f"/territory/{cast.unit.pk}/history/", {"on": day})
    assert answer.status_code == UNPROCESSABLE
    assert "日期要写成" in answer.content.decode()


def test_the_map_holds_points_and_outlines_of_ones_area(client, cast):
    Place.objects.filter(pk=cast.building.pk).update(longitude=125.33, latitude=43.85)
    shape = [[125.34, 43.85], [125.341, 43.85], [125.341, 43.851], [125.34, 43.85]]
    Place.objects.filter(pk=cast.other_building.pk).update(longitude=125.34, latitude=43.85, outline=shape)
    client.force_login(cast.liu)

    drawn = client.get(f"/territory/{cast.community.pk}/map.json").json()["features"]
    page = client.get(f"/territory/{cast.community.pk}/map/").content.decode()

    assert [one["geometry"]["type"] for one in drawn] == ["Point", "Polygon"]
    assert "12栋" in page
    assert (
        client.get(f"/territory/{cast.other_grid.pk}/map.json").json()["features"][0]["properties"]["number"]
        == 2
    )


def test_the_list_that_is_taken_away_changes_nothing_when_it_comes_back(client, cast):
    client.force_login(cast.liu)
    content = client.get(f"/territory/{cast.community.pk}/export/").content
    read = read_buildings(read_tables(content, "x.xlsx"))
    plan = plan_import(cast.community, read)

    assert read.faults == []
    assert plan.changes == 0
    assert (plan.missing, plan.missing_doors, plan.same) == ([], [], 2)


def test_a_worker_adds_a_unit_with_its_doors(client, cast):
    client.force_login(cast.liu)
    url = f"/territory/{cast.other_building.pk}/add/unit/"
    assert "写了每层户数,还要写楼层数" in send(client, url, name="2单元", doors="2").content.decode()
    assert "已经有“1单元”了" in send(client, url, name="1单元", floors="6").content.decode()

    answer = send(client, url, name="2单元", floors="6", doors="2")

    unit = Place.objects.get(parent=cast.other_building, name="2单元")
    assert answer["Location"] == f"/territory/{unit.pk}/"
    assert (unit.households, unit.number) == (12, 2)


def test_a_worker_adds_a_building_with_its_estate(client, cast):
    client.force_login(cast.liu)
    send(client, f"/territory/{cast.community.pk}/add/estate/", name="桐荫家园")
    estate = Place.objects.get(kind="estate")

    send(client, f"/territory/{cast.grid.pk}/add/building/", name="30栋", estate=estate.pk, built_year="2003")

    building = Place.objects.get(name="30栋")
    assert (building.estate, building.built_year, building.parent) == (estate, 2003, cast.grid)
    assert client.get(f"/territory/{cast.grid.pk}/add/unit/").status_code == MISSING


def test_doors_are_what_is_written(client, cast):
    client.force_login(cast.liu)
    url = f"/territory/{cast.far_unit.pk}/doors/"
    assert "不像门牌号" in send(client, url, numbers="101 <b>").content.decode()

    send(client, url, numbers="101,102 201\n103室")
    send(client, url, numbers="101 102 103 301")

    open_doors = Household.objects.filter(unit=cast.far_unit, closed_on=None)
    assert sorted(door.number for door in open_doors) == ["101", "102", "103", "301"]
    assert Place.objects.get(pk=cast.far_unit.pk).households == 4
    paths = list(Household.objects.filter(unit=cast.far_unit).values_list("path", flat=True))
    assert len(set(paths)) == len(paths) == 7


def test_a_worker_renames_moves_and_closes(client, cast):
    client.force_login(cast.liu)
    send(client, f"/territory/{cast.grid.pk}/rename/", name="和谐网格")
    send(client, f"/territory/{cast.other_building.pk}/move/", grid=cast.grid.pk)
    answer = send(client, f"/territory/{cast.far_unit.pk}/close/")

    assert Place.objects.get(pk=cast.grid.pk).name == "和谐网格"
    assert Place.objects.get(pk=cast.other_building.pk).parent_id == cast.grid.pk
    assert answer["Location"] == f"/territory/{cast.other_building.pk}/"
    assert client.get(f"/territory/{cast.far_unit.pk}/").status_code == MISSING
    refused = send(client, f"/territory/{cast.building.pk}/close/")
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "三长在岗" in refused.content.decode()


def test_from_the_file_through_the_dry_run_into_the_tree(client, cast):
    client.force_login(cast.liu)
    where = upload(client, cast, ("3", "31栋", "1", 6, 2), ("3", "31栋", "2", 6, 2))
    shown = client.get(where)
    page = shown.content.decode()
    assert "新增楼栋" in page
    assert not Place.objects.filter(name="31栋").exists()

    answer = send(client, where, digest=shown.context["plan"].digest())

    assert answer["Location"] == f"/territory/{cast.community.pk}/"
    assert Place.objects.get(name="31栋").households == 24
    again = client.get(upload(client, cast, ("3", "31栋", "1", 6, 2), ("3", "31栋", "2", 6, 2)))
    assert "没有变化的楼栋" in again.content.decode() or "完全一样" in again.content.decode()


def test_faults_are_told_with_their_place_and_come_back_as_a_workbook(client, cast):
    client.force_login(cast.liu)
    where = upload(client, cast, ("3", "31栋", "1", "六", 2), ("", "32栋", "1", 6, 2))
    shown = client.get(where)
    page = shown.content.decode()
    assert shown.status_code == UNPROCESSABLE
    assert "要写整数" in page
    assert "没有导入任何一行" in page

    marked = read_tables(client.get(f"{where}faults/").content, "x.xlsx")

    assert [row.text(1) for row in marked[0].rows[1:]][-1] == "3"
    assert send(client, where, digest="-").status_code == UNPROCESSABLE
    assert not Place.objects.filter(name__in=["31栋", "32栋"]).exists()


def test_what_changed_since_the_dry_run_is_planned_again(client, cast):
    client.force_login(cast.liu)
    where = upload(client, cast, ("1", "12栋", "1", 6, 2))
    digest = client.get(where).context["plan"].digest()
    actions.move_building(cast.building, to=cast.other_grid, by=SYSTEM, at=MONDAY_9AM)

    answer = send(client, where, digest=digest)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "有人改过这个社区的楼栋" in answer.content.decode()


def test_nobody_opens_anothers_file(client, cast, elsewhere):
    client.force_login(cast.liu)
    where = upload(client, cast, ("1", "12栋", "1", 6, 2))
    other = cast.person("外社区", "13900000001")
    cast._fill(elsewhere[0], "community_worker", other)
    client.force_login(other)

    assert client.get(where).status_code == MISSING
    assert send(client, where, digest="-").status_code == MISSING
    assert client.get(f"{where}faults/").status_code == MISSING


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\x00\x01\x02" * 99, b"<html>", b"a,b\n1,2\n"])
def test_a_file_that_is_no_table_is_refused_in_words(client, cast, content):
    client.force_login(cast.liu)
    file = SimpleUploadedFile("x.xlsx", content)
    answer = send(client, "/territory/import/", community=cast.community.pk, file=file)
    if answer.status_code == FOUND:
        answer = client.get(answer["Location"])
    assert answer.status_code == UNPROCESSABLE


def test_the_template_explains_every_column_and_reads_back(client, cast):
    client.force_login(cast.liu)
    sheets = read_tables(client.get("/territory/import/template/").content, "t.xlsx")

    assert [sheet.name for sheet in sheets] == ["楼栋", "怎么填"]
    assert read_buildings(sheets).faults == []


def test_queries_for_the_public_face_name_open_places_only(cast):
    assert queries.by_token(cast.unit.token) == cast.unit
    assert queries.by_token("NOSUCHCODE") is None
    assert [one.name for one in queries.ancestors(cast.unit)][-3:] == ["桐荫社区", "第1网格", "12栋"]
