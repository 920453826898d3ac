"""Profiles of buildings: dated, carried forward, one row a month for what the clock counts."""

from datetime import date, timedelta

import pytest
import time_machine

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import BuildingProfile
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from tests.times import MONDAY_9AM, TUESDAY_9AM

TODAY, TOMORROW = MONDAY_9AM.date(), TUESDAY_9AM.date()


def test_what_is_not_said_stays_as_it_was_known(cast):
    note(cast, {"elderly": 4, "block": "东地块"}, at=MONDAY_9AM)
    note(cast, {"renters": 3}, at=TUESDAY_9AM)

    before, after = (queries.profiles_of(cast.community, on)[cast.building.pk] for on in (TODAY, TOMORROW))
    assert (before.elderly, before.renters, before.block) == (4, None, "东地块")
    assert (after.elderly, after.renters, after.block) == (4, 3, "东地块")
    assert queries.profiles_of(cast.community, TODAY - timedelta(days=1)) == {}


def test_the_same_again_writes_nothing(cast):
    assert note(cast, {"elderly": 4}, at=MONDAY_9AM) == 1
    assert note(cast, {"elderly": 4}, at=TUESDAY_9AM) == 0
    assert note(cast, {"elderly": None}, at=TUESDAY_9AM) == 1


def test_counts_of_a_month_lie_in_one_row(cast):
    for day in range(1, 30):
        note(cast, {"matters": day}, at=MONDAY_9AM, on=date(2026, 12, day))
    note(cast, {"matters": 30}, at=MONDAY_9AM, on=date(2027, 1, 1))

    assert list(BuildingProfile.objects.order_by("noted_on").values_list("matters", flat=True)) == [29, 30]


def test_only_the_community_notes_them(cast):
    note(cast, {"elderly": 4}, at=MONDAY_9AM, by=cast.liu)
    for person in (cast.sun, cast.wang, cast.stranger):
        with pytest.raises(NotAllowed):
            note(cast, {"elderly": 5}, at=MONDAY_9AM, by=person)


def note(cast, said, *, by=SYSTEM, **more):
    return actions.note_profiles(cast.community, values={cast.building.pk: said}, by=by, **more)


HEADS = ("网格", "小区", "楼栋", "单元", "户数", "老年人户数", "出租户数", "地块", "管理负担")


def test_an_import_brings_profiles_and_a_second_time_only_what_differs(cast):
    rows = [
        ("3", "桐荫家园", "31栋", "1", 12, 3, 2, "东", 1.5),
        ("3", "桐荫家园", "31栋", "2", 12, 4, "", "", 2),
    ]

    bring(cast, rows, at=MONDAY_9AM)
    again = bring(cast, rows, at=TUESDAY_9AM)

    profile = BuildingProfile.objects.get()
    assert (profile.elderly, profile.renters, profile.block, profile.load) == (7, 2, "东", 3.5)
    assert profile.building.name == "31栋"
    assert again.changes == 0

    plan = bring(cast, [(*rows[0][:5], 5, *rows[0][6:]), rows[1]], at=TUESDAY_9AM)
    assert plan.figures()["改了概况的楼栋"] == 1
    assert queries.profiles_of(cast.community, TODAY)[profile.building_id].elderly == 7
    assert queries.profiles_of(cast.community, TOMORROW)[profile.building_id].elderly == 9


def test_wrong_cells_are_named_and_nothing_is_taken(cast):
    rows = [
        ("3", "桐荫家园", "31栋", "1", 12, "约3", "", "东", ""),
        ("3", "桐荫家园", "31栋", "2", 12, "", "", "西", "重"),
        ("3", "桐荫家园", "32栋", "1", 12, 13, "", "", ""),
    ]

    table = read(rows)

    assert [(fault.row, fault.label) for fault in table.faults] == [
        (2, "老年人户数"),
        (3, "管理负担"),
        (3, "地块"),
        (4, "老年人户数"),
    ]
    with pytest.raises(actions.HasFaults):
        actions.import_buildings(cast.community, table, by=cast.liu, at=MONDAY_9AM)


def read(rows):
    return read_buildings(read_tables(write_workbook([Table("楼栋", HEADS, rows)]), "x.xlsx"))


def bring(cast, rows, *, at):
    return actions.import_buildings(cast.community, read(rows), by=cast.liu, at=at)


def test_a_building_tells_its_profile_and_the_community_worker_writes_it(cast, client):
    client.force_login(cast.liu)
    url = f"/territory/{cast.building.pk}/profile/"
    with time_machine.travel(MONDAY_9AM, tick=False):
        assert "写楼栋概况" in client.get(f"/territory/{cast.building.pk}/").content.decode()
        wrong = client.post(url, {"elderly": 13, "idempotency_key": "a" * 32})
        said = {"elderly": 4, "block": "东", "load": "2.5", "idempotency_key": "b" * 32}
        right = client.post(url, said)
        shown = client.get(f"/territory/{cast.building.pk}/").content.decode()

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "这栋楼有 12 户,不能写得更多。" in wrong.content.decode()
    assert "老年人 4 户 · 地块 东 · 管理负担 2.5 · " in shown
    assert "2026 年 11 月 23 日登记" in shown


def test_nobody_else_writes_it(cast, client):
    for person in (cast.sun, cast.li, cast.stranger):
        client.force_login(person)
        with time_machine.travel(MONDAY_9AM, tick=False):
            assert client.get(f"/territory/{cast.building.pk}/profile/").status_code == 403
