"""Bulk seating: a community's list of leaders, read, compared and put into effect whole or not at all (§1.5, R3)."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault, Table, write_workbook
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as known
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

COLUMNS = (
    Column("post", "岗位", ("职务", "三长类别", "类别", "身份"), required=True),
    Column("grid", "网格", ("网格编号", "所属网格", "网格名称"), required=True),
    Column("estate", "小区", ("小区名称",)),
    Column("building", "楼栋", ("楼号", "楼栋号", "栋号", "幢号")),
    Column("unit", "单元", ("单元号",)),
    Column("name", "姓名", ("三长姓名", "负责人", "人员姓名"), required=True),
    Column("phone", "手机号", ("联系电话", "电话", "手机", "手机号码", "联系方式"), required=True),
    Column("show_name", "公示姓名", ("同意公示姓名",)),
    Column("show_phone", "公示电话", ("同意公示电话",)),
)
KINDS = {
    "网格长": rules.GRID,
    "楼栋长": rules.BUILDING,
    "楼长": rules.BUILDING,
    "栋长": rules.BUILDING,
    "单元长": rules.UNIT,
}
YES, NO = ("是", "同意", "y", "yes", "√", "1", "对"), ("否", "不同意", "n", "no", "×", "0", "")


@dataclass(frozen=True)
class LeaderRow:
    """One leader as read: which post, who, what may be shown on the plaque."""

    row: int
    sheet: str
    post_id: int
    name: str
    phone: str
    shown: tuple[str, ...]


@dataclass
class LeadersTable:
    """What a list says, with faults; rows without a name are vacancies and stay so."""

    rows: list[LeaderRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    empty: int = 0


@dataclass
class LeadersPlan:
    """What an import would do."""

    seat: list[tuple[Post, LeaderRow]] = field(default_factory=list)
    replace: list[tuple[Tenure, LeaderRow]] = field(default_factory=list)
    same: list[tuple[Tenure, LeaderRow]] = field(default_factory=list)
    new_people: list[tuple[str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        """Return the plan in numbers, in the order to show them."""
        return {
            "空缺补上": len(self.seat),
            "换人": len(self.replace),
            "不变": len(self.same),
            "新登记人员": len(self.new_people),
        }

    def digest(self) -> str:
        """Return a text by which the confirmation is known to mean the same."""
        return "-".join(str(count) for count in self.figures().values())


def read_leaders(sheets: list[Sheet], community: Place, *, at: datetime) -> LeadersTable:
    """Return the rows of a list, each tied to its post; all wrong cells in `faults`."""
    table = LeadersTable()
    places = _places(community)
    posts = {
        (post.kind, post.place_id): post.pk
        for post in Post.objects.filter(community=community, kind__in=rules.LEADERS, closed_at=None)
    }
    matched = [(sheet, match_headers(sheet, COLUMNS)) for sheet in sheets]
    for sheet, head in matched:
        if head.problems:
            continue
        for row in sheet.rows:
            if row.number > head.last_row:
                _read_row(table, sheet, head, row, places, posts)
    if not table.rows and not table.faults and not table.empty:
        problems = next(
            (head.problems for _, head in matched if head.problems), ("表里没有数据。请下载模板,填好再传。",)
        )
        table.faults += [
            Fault(sheets[0].name if sheets else "", 0, "", "表头", "", words) for words in problems
        ]
    doubled = {post for post, count in Counter(row.post_id for row in table.rows).items() if count > 1}
    for one in table.rows:
        if one.post_id in doubled:
            table.faults.append(
                Fault(
                    one.sheet,
                    one.row,
                    "",
                    "岗位",
                    one.name,
                    "同一个岗位写了两个人。一个岗位只能有一位,请删掉一行。",
                )
            )
    return table


Key = tuple[str, ...]


def _places(community: Place) -> dict[Key, list[int]]:
    """Return (grid) · (grid, building) · (grid, building, unit), each also with its estate → ids of places."""
    found: dict[Key, list[int]] = {}
    nodes = Place.objects.filter(community=community, closed_on=None, kind__in=("grid", "building", "unit"))
    for node in nodes.select_related("parent__parent", "parent__estate", "estate"):
        if node.kind == "grid":
            keys: list[Key] = [(str(node.number),)]
        elif node.kind == "building" and node.parent:
            keys = [(str(node.parent.number), estate, _plain(node.name)) for estate in ("", _estate(node))]
        elif node.parent and node.parent.parent:
            building = node.parent
            grid = str(building.parent.number) if building.parent else ""
            keys = [
                (grid, estate, _plain(building.name), str(node.number)) for estate in ("", _estate(building))
            ]
        else:
            continue
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(node.pk)
    return found


def _estate(place: Place) -> str:
    return place.estate.name if place.estate else ""


def _plain(text: str) -> str:
    return re.sub(r"(号楼|栋|幢|号|座|#|楼)$", "", half_width(text).replace(" ", ""))


def _read_row(
    table: LeadersTable,
    sheet: Sheet,
    head: HeaderMatch,
    row: Row,
    places: dict[Key, list[int]],
    posts: dict[tuple[str, int], int],
) -> None:
    def fault(name: str, words: str) -> None:
        column = letter(head.columns[name]) if name in head.columns else ""
        label = next(one.label for one in COLUMNS if one.field == name)
        table.faults.append(Fault(sheet.name, row.number, column, label, head.text(row, name), words))

    kind = KINDS.get(head.text(row, "post").strip())
    if kind is None:
        fault("post", "要写网格长、楼栋长或单元长。")
        return
    if not head.text(row, "name") and not head.text(row, "phone"):
        table.empty += 1
        return
    post_id = _post_of(head, row, kind, places, posts, fault)
    name = clean_name(head.text(row, "name"))
    if not 2 <= len(name) <= 50:
        fault("name", "要写姓名,至少两个字。")
        return
    try:
        phone = clean_phone(head.text(row, "phone"))
    except NotAPhone as wrong:
        fault("phone", wrong.words)
        return
    shown = []
    for column, purpose in (("show_name", "plaque.name"), ("show_phone", "plaque.phone")):
        said = head.text(row, column).strip().lower()
        if said in YES:
            shown.append(purpose)
        elif said not in NO:
            fault(column, "写“是”或“否”。")
    if post_id:
        table.rows.append(LeaderRow(row.number, sheet.name, post_id, name, phone, tuple(shown)))


def _post_of(
    head: HeaderMatch,
    row: Row,
    kind: str,
    places: dict[Key, list[int]],
    posts: dict[tuple[str, int], int],
    fault: "object",
) -> int | None:
    tell = fault if callable(fault) else (lambda name, words: None)
    grid = re.findall(r"[0-9]+", half_width(head.text(row, "grid")))
    if not grid:
        tell("grid", "要写网格编号,例如 3。")
        return None
    key: Key = (str(int(grid[0])),)
    if kind != rules.GRID:
        if not head.text(row, "building"):
            tell("building", "楼栋长和单元长要写是哪栋楼。")
            return None
        key += (head.text(row, "estate").strip(), _plain(head.text(row, "building")))
    if kind == rules.UNIT:
        unit = re.findall(r"[0-9]+", half_width(head.text(row, "unit")))
        if not unit:
            tell("unit", "单元长要写是哪个单元,例如 2。")
            return None
        key += (str(int(unit[0])),)
    found = places.get(key, [])
    name = {rules.GRID: "grid", rules.BUILDING: "building", rules.UNIT: "unit"}[kind]
    if len(found) != 1:
        words = (
            "这个网格里有几栋同号的楼,请把小区也写上。"
            if found
            else "没有登记这个地方。请核对,或先导入楼栋。"
        )
        tell(name, words)
        return None
    post = posts.get((kind, found[0]))
    if post is None:
        tell(name, "这里还没有设岗位。请先在岗位页面点“补齐岗位”。")
    return post


def plan_leaders(community: Place, table: LeadersTable, *, at: datetime) -> LeadersPlan:
    """Return what `table` would change at `at`; a fixed number of queries, nothing written."""
    plan = LeadersPlan()
    posts = {
        post.pk: post for post in Post.objects.filter(community=community).select_related("place__parent")
    }
    held = queries.running(posts.values(), at)
    there = known.same_persons([(row.name, row.phone) for row in table.rows])
    for row in table.rows:
        tenure = held.get(row.post_id)
        if tenure is None:
            plan.seat.append((posts[row.post_id], row))
        elif there.get((row.name, row.phone)) == tenure.person:
            plan.same.append((tenure, row))
        else:
            plan.replace.append((tenure, row))
    changed = {(row.name, row.phone) for _, row in [*plan.seat, *plan.replace]}
    plan.new_people = sorted(changed - set(there))
    return plan


class ChangedMeanwhile(Exception):
    """Somebody was seated between the dry run and the confirmation."""

    status = 409
    words = "从试导入到现在,有岗位换了人。什么也没有导入。请再试导入一次,看清楚再确认。"


@transaction.atomic
def import_leaders(
    community: Place, table: LeadersTable, *, by: Actor, at: datetime, expected: str = ""
) -> LeadersPlan:
    """Seat everybody of a list from `at` on, in one transaction; who is there already is left alone.

    Raises: ChangedMeanwhile, PostTaken, NotAllowed.
    """
    held_by = permission.require(by, "posts.bulk_seat", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)
    plan = plan_leaders(community, table, at=at)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    made = people.enrol_many(plan.new_people, by=by, at=at, community_id=community.pk)
    persons = known.same_persons([(row.name, row.phone) for row in table.rows])
    persons |= {(person.name, person.phone): person for person in made}
    for post, row in plan.seat:
        actions.seat(post, person=persons[row.name, row.phone], starts_at=at, by=by, at=at)
    for tenure, row in plan.replace:
        actions.replace(tenure, person=persons[row.name, row.phone], from_at=at, by=by, at=at)
    for row in table.rows:
        _consents(persons[row.name, row.phone], row, by=by, at=at)
    facts = {name: count for name, count in plan.figures().items() if count}
    journal.record(
        "post.leaders_imported",
        by=by,
        at=at,
        seat=held_by,
        on=community,
        community_id=community.pk,
        facts=facts,
    )
    return plan


def _consents(person: Person, row: LeaderRow, *, by: Actor, at: datetime) -> None:
    for purpose in row.shown:
        people.consent(person, purpose=purpose, by=by, at=at)


def template_workbook(community: Place, at: datetime) -> bytes:
    """Return a list of all leaders' posts of a community to fill in, with who holds them now; phones stay out."""
    posts = list(
        Post.objects.filter(community=community, kind__in=rules.LEADERS, closed_at=None)
        .select_related("place__parent__parent", "place__parent__estate", "place__estate")
        .order_by("place__path")
    )
    rows = [_template_row(post) for post in posts if post.vacant_since is not None]
    heads = [column.label for column in COLUMNS]
    explained = [
        ("岗位", "网格长、楼栋长、单元长"),
        ("姓名、手机号", "空着的行当作空缺,不会改动"),
        ("公示姓名、公示电话", "本人同意写“是”;不同意或没问过写“否”,牌上用社区值班电话"),
    ]
    return write_workbook(
        [Table("空缺岗位", heads, rows), Table("怎么填", ("列", "说明"), explained, widths=(22, 70))]
    )


def _template_row(post: Post) -> tuple[str, ...]:
    place = post.place
    building = place if place.kind == "building" else place.parent if place.kind == "unit" else None
    grid = place if place.kind == "grid" else building.parent if building else None
    return (
        rules.KINDS[post.kind],
        grid.name if grid else "",
        _estate(building) if building else "",
        building.name if building else "",
        place.name if place.kind == "unit" else "",
        "",
        "",
        "",
        "",
    )
