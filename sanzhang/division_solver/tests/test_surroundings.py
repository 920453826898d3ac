"""Neighbours and roads from files."""

import json

import pytest

from sanzhang.division_solver.table import Unusable, read_table
from sanzhang.division_solver.tests.tables import EIGHT, HEADER, faults_of, write


def road(path, *lines):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def crossing(problem) -> int:
    return sum((one < 4) != (two < 4) for one, two in problem.edges.tolist())


def test_neighbours_are_those_that_the_file_names(tmp_path):
    pairs = write(tmp_path / "edges.csv", [("0号楼", "1号楼"), ("2号楼", "1号楼")], ("楼栋", "邻楼"))

    (community,) = read_table(write(tmp_path / "a.csv", EIGHT), edges=pairs).communities

    assert community.problem.edges.tolist() == [[0, 1], [1, 2]]


def test_a_road_parts_those_on_its_two_sides(tmp_path):
    table = write(tmp_path / "a.csv", EIGHT)
    between = road(tmp_path / "roads.geojson", [[-100, 40], [300, 40]])

    (whole,) = read_table(table).communities
    (parted,) = read_table(table, roads=between).communities

    assert crossing(whole.problem)
    assert not crossing(parted.problem)


def test_a_road_cuts_neighbours_that_a_file_names_too(tmp_path):
    pairs = write(tmp_path / "edges.csv", [("0号楼", "1号楼"), ("0号楼", "4号楼")], ("from", "to"))
    between = road(tmp_path / "roads.geojson", [[-100, 40], [300, 40]])

    (community,) = read_table(write(tmp_path / "a.csv", EIGHT), edges=pairs, roads=between).communities

    assert community.problem.edges.tolist() == [[0, 1]]


def test_a_road_in_degrees_parts_buildings_in_degrees(tmp_path):
    header = ("楼栋", "户数", "经度", "纬度")
    rows = [(name, size, 125.3 + x / 80_000, 43.8 + y / 111_000) for name, size, x, y in EIGHT]
    between = road(tmp_path / "roads.geojson", [[125.2, 43.8 + 40 / 111_000], [125.4, 43.8 + 40 / 111_000]])

    (community,) = read_table(write(tmp_path / "a.csv", rows, header), roads=between).communities

    assert not crossing(community.problem)


def test_names_that_several_have_need_their_estate(tmp_path):
    rows = [("1号楼", 300, 0, 0, "甲园"), ("1号楼", 300, 60, 0, "乙园")]
    table = write(tmp_path / "a.csv", rows, (*HEADER, "小区"))
    short = write(tmp_path / "short.csv", [("1号楼", "1号楼"), ("甲园/1号楼", "3号楼")], ("楼栋", "邻楼"))
    full = write(tmp_path / "full.csv", [("甲园/1号楼", "乙园/1号楼")], ("楼栋", "邻楼"))

    with pytest.raises(Unusable) as error:
        read_table(table, edges=short)

    assert "请写成“小区/楼栋”" in faults_of(error)[0]
    assert "第 3 行“邻楼”写的是“3号楼”,楼栋表里没有这栋楼" in faults_of(error)[1]
    assert read_table(table, edges=full).communities[0].problem.edges.tolist() == [[0, 1]]


def test_nobody_is_a_neighbour_across_communities(tmp_path):
    rows = [("1号楼", 300, 0, 0, "甲"), ("2号楼", 300, 60, 0, "乙")]
    table = write(tmp_path / "a.csv", rows, (*HEADER, "社区"))
    pairs = write(tmp_path / "edges.csv", [("1号楼", "2号楼")], ("楼栋", "邻楼"))

    with pytest.raises(Unusable, match="不在同一个社区"):
        read_table(table, edges=pairs)


def test_a_community_that_the_file_leaves_out_falls_back_on_the_rule(tmp_path):
    rows = [
        ("1号楼", 300, 0, 0, "甲"),
        ("2号楼", 300, 60, 0, "甲"),
        ("3号楼", 300, 0, 0, "乙"),
        ("4号楼", 9, 60, 0, "乙"),
    ]
    pairs = write(tmp_path / "edges.csv", [("1号楼", "2号楼")], ("楼栋", "邻楼"))

    table = read_table(write(tmp_path / "a.csv", rows, (*HEADER, "社区")), edges=pairs)

    assert table.communities[1].problem.edges.tolist() == [[0, 1]]
    assert any("乙" in note for note in table.notes)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[1",
        '{"type":"Point","coordinates":[1,2]}',
        '{"type":"LineString","coordinates":[["a","b"],[1,2]]}',
    ],
)
def test_roads_that_can_not_be_read_are_refused_in_words(tmp_path, content):
    path = tmp_path / "roads.geojson"
    path.write_text(content)

    with pytest.raises(Unusable, match="道路要"):
        read_table(write(tmp_path / "a.csv", EIGHT), roads=path)


def test_roads_of_another_place_or_unit_are_refused(tmp_path):
    far = road(tmp_path / "roads.geojson", [[125.3, 43.8], [125.4, 43.9]])
    rows = [(name, size, x + 5000, y) for name, size, x, y in EIGHT]

    with pytest.raises(Unusable, match="道路和楼栋不在一处"):
        read_table(write(tmp_path / "a.csv", rows), roads=far)
