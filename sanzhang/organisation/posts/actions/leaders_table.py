"""A community's list of leaders as offices keep it, read and tied to its posts; nothing is written (§1.5, R3)."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width, mask_phone
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Post
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


MASKED = re.compile(r"1[0-9]{2}[*]{4}[0-9]{4}|[*]+[0-9]{2}")  # as our own template writes a phone
Key = tuple[str, ...]
Tell = Callable[[str, str], None]


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


@dataclass(frozen=True)
class Chairs:
    """What a list can name: places by their words, leaders' posts by kind and place, who sits there."""

    places: dict[Key, list[int]]
    posts: dict[tuple[str, int], int]
    holders: dict[int, tuple[str, str]]  # post id → name, phone

    @classmethod
    def of(cls, community: Place, *, at: datetime) -> "Chairs":
        """Return the leaders' posts of a community; three queries."""
        posts = Post.objects.filter(community=community, kind__in=rules.LEADERS, closed_at=None)
        found = list(posts)
        held = queries.running(found, at)
        return cls(
            _places(community),
            {(post.kind, post.place_id): post.pk for post in found},
            {post: (one.person.name, one.person.phone) for post, one in held.items()},
        )


def read_leaders(sheets: list[Sheet], community: Place, *, at: datetime) -> LeadersTable:
    """Return the rows of a list, each tied to its post; all wrong cells in `faults`."""
    table, chairs = LeadersTable(), Chairs.of(community, at=at)
    matched = [(sheet, match_headers(sheet, COLUMNS)) for sheet in sheets]
    for sheet, head in matched:
        for row in () if head.problems else sheet.rows:
            if row.number > head.last_row:
                _read_row(table, sheet, head, row, chairs)
    if not table.rows and not table.faults and not table.empty:
        problems = next((head.problems for _, head in matched if head.problems), ())
        name = sheets[0].name if sheets else ""
        for words in problems or ("表里没有数据。请下载模板,填好再传。",):
            table.faults.append(Fault(name, 0, "", "表头", "", words))
    _find_doubles(table)
    return table


def _find_doubles(table: LeadersTable) -> None:
    doubled = {post for post, count in Counter(row.post_id for row in table.rows).items() if count > 1}
    words = "同一个岗位写了两次。一个岗位只能有一位,请删掉一行。"
    table.faults += [
        Fault(one.sheet, one.row, "", "岗位", one.name, words) for one in table.rows if one.post_id in doubled
    ]


def _places(community: Place) -> dict[Key, list[int]]:
    """Return (grid) · (grid, estate, building) · (grid, estate, building, unit) → ids; the estate may be left out."""
    found: dict[Key, list[int]] = {}
    nodes = Place.objects.filter(community=community, closed_on=None, kind__in=tuple(rules.LEADER_OF))
    for node in nodes.select_related("parent__parent", "parent__estate", "estate"):
        for key in dict.fromkeys(_keys(node)):
            found.setdefault(key, []).append(node.pk)
    return found


def _keys(node: Place) -> list[Key]:
    if node.kind == "grid":
        return [(str(node.number),)]
    building = node if node.kind == "building" else node.parent
    if building is None or building.parent is None:
        return []
    estate = building.estate.name if building.estate else ""
    tail = (_plain(building.name),) if node is building else (_plain(building.name), str(node.number))
    return [(str(building.parent.number), name, *tail) for name in ("", estate)]


def _plain(text: str) -> str:
    return re.sub(r"(号楼|栋|幢|号|座|#|楼)$", "", half_width(text).replace(" ", ""))


def _read_row(table: LeadersTable, sheet: Sheet, head: HeaderMatch, row: Row, chairs: Chairs) -> None:
    def tell(name: str, words: str) -> None:
        column = letter(head.columns[name]) if name in head.columns else ""
        label = next(one.label for one in COLUMNS if one.field == name)
        table.faults.append(Fault(sheet.name, row.number, column, label, head.text(row, name), words))

    kind = KINDS.get(head.text(row, "post").strip())
    if kind is None:
        tell("post", "要写网格长、楼栋长或单元长。")
        return
    if not head.text(row, "name") and not head.text(row, "phone"):
        table.empty += 1
        return
    post_id = _post_of(head, row, kind, chairs, tell)
    name = clean_name(head.text(row, "name"))
    if not 2 <= len(name) <= 50:
        tell("name", "要写姓名,至少两个字。")
        return
    phone = _phone_of(head.text(row, "phone"), name, chairs.holders.get(post_id or 0), tell)
    shown = _shown(head, row, tell)
    if post_id and phone:
        table.rows.append(LeaderRow(row.number, sheet.name, post_id, name, phone, shown))


def _phone_of(text: str, name: str, holder: tuple[str, str] | None, tell: Tell) -> str:
    """Return the number; one that our template masked stands for the holder's own, if the name is the same."""
    if MASKED.fullmatch(half_width(text).strip()):
        if holder and holder[0] == name and mask_phone(holder[1]) == half_width(text).strip():
            return holder[1]
        tell("phone", "换了人,手机号要写全,不能带星号。")
        return ""
    try:
        return clean_phone(text)
    except NotAPhone as wrong:
        tell("phone", wrong.words)
        return ""


def _shown(head: HeaderMatch, row: Row, tell: Tell) -> tuple[str, ...]:
    shown = []
    for column, purpose in (("show_name", "plaque.name"), ("show_phone", "plaque.phone")):
        said = head.text(row, column).strip().lower()
        if said in YES:
            shown.append(purpose)
        elif said not in NO:
            tell(column, "写“是”或“否”。")
    return tuple(shown)


def _post_of(head: HeaderMatch, row: Row, kind: str, chairs: Chairs, tell: Tell) -> int | None:
    name = {rules.GRID: "grid", rules.BUILDING: "building", rules.UNIT: "unit"}[kind]
    key = _key_of(head, row, kind, tell)
    if key is None:
        return None
    found = chairs.places.get(key, [])
    if not found:
        tell(name, "没有登记这个地方。请核对,或先导入楼栋。")
    elif len(found) > 1:
        tell(name, "这个网格里有几栋同号的楼,请把小区也写上。")
    elif (kind, found[0]) not in chairs.posts:
        tell(name, "这里还没有设岗位。请先在岗位页面点“补齐岗位”。")
    else:
        return chairs.posts[kind, found[0]]
    return None


def _key_of(head: HeaderMatch, row: Row, kind: str, tell: Tell) -> Key | None:
    grid = _number(head.text(row, "grid"))
    if not grid:
        tell("grid", "要写网格编号,例如 3。")
        return None
    if kind == rules.GRID:
        return (grid,)
    if not head.text(row, "building"):
        tell("building", "楼栋长和单元长要写是哪栋楼。")
        return None
    key = (grid, head.text(row, "estate").strip(), _plain(head.text(row, "building")))
    if kind == rules.BUILDING:
        return key
    unit = _number(head.text(row, "unit"))
    if not unit:
        tell("unit", "单元长要写是哪个单元,例如 2。")
        return None
    return (*key, unit)


def _number(text: str) -> str:
    found = re.findall(r"[0-9]+", half_width(text))
    return str(int(found[0])) if found and len(found[0]) < 9 else ""
