from datetime import timedelta

import pytest

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import Place, PlaceEdge
from sanzhang.organisation.territory.rules.divisions_table import read_divisions
from tests.times import MONDAY_9AM, TUESDAY_9AM

HEAD = "code12,name,level,kind,parent_code12\n"
CITY = (
    HEAD
    + "220100000000,长春市,city,市,220000000000\n220171000000,经济技术开发区,district,区县,220100000000\n"
)
STREET = CITY + "220171001000,临河街道,street,街道,220171000000\n"
WHOLE = STREET + "220171001001,光明社区居委会,community,居委会,220171001000\n"
VILLAGE = WHOLE + "220171001201,东村村委会,community,村委会,220171001000\n"


def read(text, **options):
    return read_divisions(read_tables(text.encode(), "codes.csv"), **options)


@pytest.mark.django_db
def test_a_city_comes_with_its_development_zones():
    done = actions.import_divisions(read(WHOLE), by=SYSTEM, at=MONDAY_9AM)

    community = Place.objects.get(path="220171001001")
    assert done == {"added": 4, "renamed": 0}
    assert [one.name for one in queries.ancestors(community)] == ["长春市", "经济技术开发区", "临河街道"]
    assert community.community_id == community.pk


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_renames_are_dated():
    actions.import_divisions(read(WHOLE), by=SYSTEM, at=MONDAY_9AM)
    edges = PlaceEdge.objects.count()
    assert actions.import_divisions(read(WHOLE), by=SYSTEM, at=TUESDAY_9AM) == {"added": 0, "renamed": 0}
    assert PlaceEdge.objects.count() == edges

    renamed = WHOLE.replace("光明", "向阳")
    done = actions.import_divisions(read(renamed), by=SYSTEM, at=TUESDAY_9AM + timedelta(days=1))

    community = Place.objects.get(path="220171001001")
    assert done == {"added": 0, "renamed": 1}
    assert [edge.name for edge in queries.history(community)] == ["向阳社区居委会", "光明社区居委会"]


def test_villages_come_only_when_asked_for():
    assert "220171001201" not in read(VILLAGE).names
    assert "220171001201" in read(VILLAGE, villages=True).names


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("22017100100,少一位,,,", "要写 12 位数字"),
        ("2.20171E+11,科学计数,,,", "科学计数"),
        ("220171001001,重复,,,", "已经有这个代码"),
        ("220171001002,,,,", "要写名称"),
        ("二二零一,字,,,", "要写 12 位数字"),
    ],
)
def test_a_faulty_line_is_told_with_its_row(line, words):
    table = read(WHOLE + line + "\n")
    assert [(fault.row, words in fault.words) for fault in table.faults] == [(6, True)]


@pytest.mark.django_db
def test_a_code_with_nothing_above_it_stops_the_whole_import():
    table = read(CITY + "229901001001,谁家社区,,居委会,\n")
    with pytest.raises(actions.HasFaults):
        actions.import_divisions(table, by=SYSTEM, at=MONDAY_9AM)
    assert table.faults[0].row == 4
    assert not Place.objects.exists()


def test_a_community_worker_imports_no_codes(cast):
    with pytest.raises(NotAllowed):
        actions.import_divisions(read(WHOLE), by=cast.liu, at=MONDAY_9AM)
