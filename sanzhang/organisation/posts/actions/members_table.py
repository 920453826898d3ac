"""A community's list of grid members as offices keep it: one row a member and grid, read, nothing written (§1.4)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width, mask_phone
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place

COLUMNS = (
    Column("grid", "网格", ("网格编号", "所属网格", "网格名称", "负责网格"), required=True),
    Column("kind", "类别", ("成员类别", "身份", "岗位", "职务", "人员类别"), required=True),
    Column("body", "单位", ("单位名称", "所属单位", "工作单位", "公司")),
    Column("name", "姓名", ("成员姓名", "联系人", "人员姓名", "负责人")),
    Column("phone", "本人手机号", ("手机号", "手机", "手机号码", "本人电话", "联系电话", "电话")),
    Column("duty_phone", "单位电话", ("值班电话", "热线", "服务电话", "办公电话", "客服电话")),
    Column("duty", "什么事找他", ("职责", "工作职责", "主要职责")),
    Column("topics", "管哪些事", ("事项类别", "受理事项", "管理事项")),
    Column("show_name", "公示姓名", ("同意公示姓名",)),
    Column("show_phone", "公示手机号", ("同意公示手机号", "公示电话", "同意公示电话")),
)
YES, NO = ("是", "同意", "y", "yes", "√", "1", "对"), ("否", "不同意", "n", "no", "×", "0", "")
ALL = ("全部", "所有", "全部网格", "所有网格", "全社区")
MASKED = re.compile(r"1[0-9]{2}[*]{4}[0-9]{4}|[*]+[0-9]{2}")  # as our own list writes a phone
MOST_GRIDS = 200
Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class MemberRow:
    """One member of one grid as read."""

    row: int
    sheet: str
    grid_id: int
    kind: str
    label: str
    body: str
    name: str
    phone: str
    duty_phone: str
    duty: str
    topics: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """Return what makes two rows the same member of the same grid."""
        who = (self.name, self.phone) if self.name else (self.body, "")
        return (self.grid_id, self.kind, self.label, *who)


@dataclass
class MembersTable:
    """What a list says, with faults; `columns`: what it tells at all, the rest stays as it is; `empty`: gaps."""

    rows: list[MemberRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    empty: int = 0


@dataclass(frozen=True)
class Known:
    """What a list can name: grids by number and name, kinds of matter, the numbers of who serves now."""

    numbers: dict[int, int]
    names: dict[str, int]
    topics: dict[str, str]  # words or code → code
    phones: dict[tuple[str, str, str], tuple[str, ...]]  # kind, label, name → own numbers

    @classmethod
    def of(cls, community: Place, *, at: datetime) -> "Known":
        """Return what is known of a community; two queries."""
        grids = list(Place.objects.filter(community=community, kind="grid", closed_on=None))
        phones: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for member in running_in(community, at):
            if member.person:
                key = (member.kind, member.label, member.person.name)
                phones[key] = (*phones.get(key, ()), member.person.phone)
        words = queries.topics()
        return cls(
            {grid.number: grid.pk for grid in grids},
            {grid.name: grid.pk for grid in grids},
            {**{code: code for code in words}, **{label: code for code, label in words.items()}},
            phones,
        )


def running_in(community: Place, at: datetime) -> list[GridMember]:
    """Return who serves the open grids of a community at `at`, grid by grid."""
    grids = Place.objects.filter(community=community, kind="grid", closed_on=None).order_by("number", "path")
    return [one for line in queries.grid_lines(grids, at) for one in line.members]


def read_members(sheets: list[Sheet], community: Place, *, at: datetime) -> MembersTable:
    """Return the rows of a list, each tied to its grid; all wrong cells in `faults`."""
    table, known = MembersTable(), Known.of(community, at=at)
    matched = [(sheet, match_headers(sheet, COLUMNS)) for sheet in sheets]
    for sheet, head in matched:
        if head.problems:
            continue
        table.columns |= head.columns.keys()
        for row in sheet.rows:
            if row.number > head.last_row and any(row.texts):
                _read_row(table, sheet, head, row, known)
    if not table.rows and not table.faults and not table.empty:
        problems = next((head.problems for _, head in matched if head.problems), ())
        name = sheets[0].name if sheets else ""
        for words in problems or ("表里没有数据。请下载名单,填好再传。",):
            table.faults.append(Fault(name, 0, "", "表头", "", words))
    _find_doubles(table)
    return table


def _find_doubles(table: MembersTable) -> None:
    counts = Counter(row.key for row in table.rows)
    words = "同一个网格里同一位成员写了两次。请删掉一行。"
    table.faults += [
        Fault(one.sheet, one.row, "", "网格", one.name or one.body, words)
        for one in table.rows
        if counts[one.key] > 1
    ]


def _read_row(table: MembersTable, sheet: Sheet, head: HeaderMatch, row: Row, known: Known) -> None:
    faults = len(table.faults)

    def tell(name: str, words: str) -> None:
        column = letter(head.columns[name]) if name in head.columns else ""
        label = next(one.label for one in COLUMNS if one.field == name)
        table.faults.append(Fault(sheet.name, row.number, column, label, head.text(row, name), words))

    def text(name: str) -> str:
        return head.text(row, name).strip()

    if not any(text(column) for column in ("name", "body", "phone", "duty_phone")):
        table.empty += 1
        return
    grids = _grids_of(text("grid"), known, tell)
    kind = rules.kind_of(text("kind"))
    if kind is None:
        tell("kind", f"要写一类,例如{'、'.join(list(rules.KINDS.values())[:7])};别的写 20 个字以内。")
        return
    name, body = clean_name(text("name")), clean_name(text("body"))
    if kind == (rules.OTHER, "") or kind[1] == rules.KINDS[rules.OTHER]:
        tell("kind", "“其他”要写清楚是什么成员,例如 城管队员。")
    if not name and not body:
        tell("name", "姓名和单位至少写一个。")
    _tell_lengths(name, body, text("duty"), tell)
    for column in ("kind", "body", "duty"):
        if rules.has_mobile(text(column)):
            tell(column, rules.NO_MOBILE)
    phone = _own_phone(text("phone"), name, known.phones.get((*kind, name), ()), tell)
    duty_phone = _duty_phone(text("duty_phone"), tell)
    if phone and not name:  # a number beside a body alone is the body's
        phone, duty_phone = "", duty_phone or phone
    told = (*kind, body, name, phone, duty_phone, " ".join(text("duty").split()))
    tail = (_topics_of(text("topics"), known, tell), _shown(text, tell))
    if len(table.faults) == faults:
        table.rows += [MemberRow(row.number, sheet.name, grid, *told, *tail) for grid in grids]


def _tell_lengths(name: str, body: str, duty: str, tell: Tell) -> None:
    if name and not 2 <= len(name) <= 50:
        tell("name", "姓名要写全,至少两个字。")
    if len(body) > 60:
        tell("body", "单位名称最多 60 个字。")
    if len(duty) > 120:
        tell("duty", "一句话写完,最多 120 个字。")


def _grids_of(text: str, known: Known, tell: Tell) -> list[int]:
    """Return the grids of 3, 第3网格, 1、2、5, 1-6 or 全部."""
    said = half_width(text).strip()
    if said in known.names:
        return [known.names[said]]
    if said in ALL:
        return list(known.numbers.values())
    numbers = list(_numbers(said))
    if not numbers:
        tell("grid", "要写网格编号,例如 3;几个网格写“1、2、3”或“1-6”。")
        return []
    missing = [number for number in numbers if number not in known.numbers]
    if missing:
        tell("grid", f"本社区没有第{missing[0]}网格。请核对编号。")
        return []
    return [known.numbers[number] for number in dict.fromkeys(numbers)]


def _numbers(text: str) -> Iterable[int]:
    for part in re.split(r"[、,,;;/\s]+", text):
        span = re.fullmatch(
            r"第?([0-9]{1,4})(?:网格|号)?(?:[-~—至到–]+第?([0-9]{1,4})(?:网格|号)?)?(?:号?网格)?", part
        )
        if span is None:
            continue
        first, last = int(span[1]), int(span[2] or span[1])
        yield from range(first, min(last, first + MOST_GRIDS) + 1)


def _own_phone(text: str, name: str, held: tuple[str, ...], tell: Tell) -> str:
    """Return the number; one that our list masked stands for the member's own, if the name is the same."""
    said = half_width(text).strip()
    if MASKED.fullmatch(said):
        found = next((one for one in held if mask_phone(one) == said), "")
        if not found:
            tell("phone", "换了人,手机号要写全,不能带星号。")
        return found
    if not said:
        return held[0] if name and len(set(held)) == 1 else ""
    try:
        return clean_phone(said) if name else rules.clean_duty_phone(said)
    except NotAPhone as wrong:
        tell("phone", wrong.words)
        return ""


def _duty_phone(text: str, tell: Tell) -> str:
    try:
        return rules.clean_duty_phone(text)
    except NotAPhone as wrong:
        tell("duty_phone", wrong.words)
        return ""


def _topics_of(text: str, known: Known, tell: Tell) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[、,,;;/\s]+", text) if part]
    unknown = [part for part in parts if part not in known.topics]
    if unknown:
        words = "、".join(queries.topics().values())
        tell("topics", f"没有“{unknown[0][:20]}”这一类。可以写:{words}。")
        return ()
    return tuple(dict.fromkeys(known.topics[part] for part in parts))


def _shown(text: Callable[[str], str], tell: Tell) -> tuple[str, ...]:
    shown = []
    for column, purpose in (("show_name", rules.SHOW_NAME), ("show_phone", rules.SHOW_PHONE)):
        said = text(column).lower()
        if said in YES:
            shown.append(purpose)
        elif said not in NO:
            tell(column, "写“是”或“否”。")
    if shown and not text("name"):
        tell("show_name", "写了姓名才能登记本人同意。")
    return tuple(shown)
