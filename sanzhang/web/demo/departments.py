"""The demo's departments: three that divide the community in their own ways, and a plan made of them (§1.3)."""

from collections.abc import Callable
from datetime import datetime

from sanzhang.foundation.people.models import Person
from sanzhang.organisation.division import actions as division
from sanzhang.organisation.division.queries import merging
from sanzhang.organisation.division.rules.department_table import DepartmentTable, MemberLine
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place
from sanzhang.web.demo import cast

Code = Callable[[Place], str]
FIRST = 9101  # of the demo's numbers
PARTY = ("杜春生", "孟桂芝", "魏建业", "田秀兰", "任国栋", "姚玉梅", "蒋志远")
BEATS = {1: "JW1", 2: "JW1", 3: "JW2", 4: "JW2", 5: "JW3", 6: "JW3", 7: "JW4"}
ACROSS = (("汇锦花园", (5, 6), "JW4"), ("桐荫家园", (1, 2), "JW1"))  # houses that the police count elsewhere
STREETS = (("汇锦花园", (5, 6), 7), ("春和里", (14,), 3))  # and that the city's management does


def departments(community: Place, worker: Person, at: datetime) -> None:
    """Let the community worker import three departments' grids, and draft one plan of them all."""
    found = territory.below(community, "building").select_related("estate", "parent").order_by("path")
    houses = [one for one in found if one.parent]
    _bring(
        community, "党建", _table(houses, lambda one: f"DJ{_grid(one)}", "党小组", _party(houses)), worker, at
    )
    police = [
        MemberLine("JW1", "高志刚", cast.phone(FIRST), "人口走访、治安防范"),
        MemberLine("JW2", "高志刚", cast.phone(FIRST), "人口走访、治安防范"),
        MemberLine("JW3", "石磊", cast.phone(FIRST + 1), "人口走访、治安防范"),
        MemberLine("JW4", "石磊", cast.phone(FIRST + 2), "人口走访、治安防范"),
    ]
    _bring(community, "公安", _table(houses, _beat, "警格", police), worker, at)
    order = [
        MemberLine("CG1", "佟强", cast.phone(FIRST + 3), "占道经营、市容"),
        MemberLine("CG4", "钟伟", "", "占道经营、市容"),
    ]
    _bring(community, "城管", _table(houses, _street, "责任区", order), worker, at)
    cut = {str(one.pk) for one in houses if _is_of(one, ACROSS[0][0], ACROSS[0][1])}
    pieces = merging.scene_of(community).picture.atoms
    follows = {piece.key: "城管" for piece in pieces if cut & set(map(str, piece.buildings))}
    division.merge_grids(community, base=merging.TODAY, follows=follows, by=worker, at=at)


def _bring(community: Place, name: str, table: DepartmentTable, worker: Person, at: datetime) -> None:
    division.import_department(community, name, table, by=worker, at=at)


def _table(houses: list[Place], code: Code, word: str, members: list[MemberLine]) -> DepartmentTable:
    said = {one.pk: code(one) for one in houses}
    names = {grid: f"第{''.join(filter(str.isdigit, grid))}{word}" for grid in sorted(set(said.values()))}
    known = [member for member in members if member.code in names]
    return DepartmentTable(names=names, buildings=said, members=known)


def _party(houses: list[Place]) -> list[MemberLine]:
    numbers = sorted({_grid(one) for one in houses})
    pairs = zip(numbers, PARTY, strict=False)
    return [
        MemberLine(f"DJ{number}", name, cast.phone(FIRST + 10 + number), "联系党员") for number, name in pairs
    ]


def _grid(house: Place) -> int:
    return house.parent.number if house.parent else 0


def _is_of(house: Place, estate: str, numbers: tuple[int, ...]) -> bool:
    return bool(house.estate and house.estate.name == estate and house.number in numbers)


def _beat(house: Place) -> str:
    across = (code for estate, numbers, code in ACROSS if _is_of(house, estate, numbers))
    return next(across, BEATS.get(_grid(house), "JW4"))


def _street(house: Place) -> str:
    elsewhere = (grid for estate, numbers, grid in STREETS if _is_of(house, estate, numbers))
    return f"CG{next(elsewhere, _grid(house))}"
