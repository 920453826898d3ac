"""A department's file of its grids: building, grid, who serves it; in the shapes that offices really keep (§1.3).

One row a building, or one row a grid with several buildings in a cell (1栋、3栋, 5-8栋); several people of a grid in
one cell or in rows of their own. Read against the buildings of the community; what is not known is said with its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sanzhang.foundation.paper.cells import is_day, trouble
from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width
from sanzhang.organisation.division.rules.building_names import PART, BuildingNames, Known, several

COLUMNS = (
    Column(
        "building",
        "楼栋",
        ("楼号", "栋号", "楼栋号", "楼栋名称", "楼栋编号", "楼栋代码", "幢号", "楼栋范围", "包含楼栋"),
        True,
    ),
    Column("estate", "小区", ("小区名称", "所属小区", "院落", "楼盘")),
    Column(
        "grid", "部门网格编号", ("网格编号", "网格号", "网格编码", "网格代码", "警务区编号", "警格编号"), True
    ),
    Column("name", "网格名称", ("部门网格名称", "网格", "警务区", "警格", "党小组", "责任区")),
    Column(
        "member", "网格员", ("姓名", "负责人", "网格长", "民警", "责任人", "网格员姓名", "网格民警", "专员")
    ),
    Column("phone", "电话", ("联系电话", "手机号", "手机", "手机号码", "联系方式")),
    Column("duty", "职责", ("工作职责", "职责分工", "工作内容", "任务")),
)
BY_NAME = tuple(
    replace(column, required=column.field == "building") for column in COLUMNS
)  # the name is the code
LABELS = {column.field: column.label for column in COLUMNS}
LONGEST_CODE, LONGEST_NAME, LONGEST_DUTY = 40, 60, 120


@dataclass(frozen=True)
class MemberLine:
    """Somebody of a grid, as read."""

    code: str
    name: str
    phone: str
    duty: str


@dataclass
class DepartmentTable:
    """What a file says: names of grids by code, the grid of each building, people; what is wrong or not known."""

    names: dict[str, str] = field(default_factory=dict)
    buildings: dict[int, str] = field(default_factory=dict)
    members: list[MemberLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # nothing is taken
    unknown: list[Fault] = field(default_factory=list)  # buildings that the community does not know
    missing: list[Known] = field(default_factory=list)  # buildings that the file does not name

    @property
    def is_whole(self) -> bool:
        """Say whether the file names each building of the community and no other."""
        return not self.unknown and not self.missing


def read_department(sheets: list[Sheet], buildings: Iterable[Known]) -> DepartmentTable:
    """Return what a file says of these buildings, every wrong cell with sheet, row and column."""
    known = list(buildings)
    table, names = DepartmentTable(), BuildingNames(known)
    matched = [(sheet, _head(sheet)) for sheet in sheets]
    for sheet, head in matched:
        reader = _Reader(table, sheet, head, names)
        for row in () if head.problems else sheet.rows:
            if row.number > head.last_row:
                reader.read(row)
    if not table.names and not table.faults:
        problems = next((head.problems for _, head in matched if head.problems), ())
        for words in problems or ("表里没有数据。请下载模板,填好再传。",):
            table.faults.append(Fault(sheets[0].name if sheets else "", 0, "", "表头", "", words))
    _check_whole(table, known, sheets[0].name if sheets else "")
    return table


def _head(sheet: Sheet) -> HeaderMatch:
    """Return the header; where a department has names of grids and no codes, its names are its codes."""
    head = match_headers(sheet, COLUMNS)
    named = match_headers(sheet, BY_NAME) if head.problems else head
    return named if "name" in named.columns and not named.problems else head


def _check_whole(table: DepartmentTable, known: list[Known], sheet: str) -> None:
    empty = [code for code in table.names if code not in table.buildings.values()]
    if not table.faults and not table.unknown:
        for code in empty:
            words = f"网格 {code} 一栋楼也没有写。请写上它管的楼栋,或者删掉这一行。"
            table.faults.append(Fault(sheet, 0, "", LABELS["building"], code, words))
    for code in empty:  # of which only unknown buildings were named
        table.names.pop(code)
    table.members = [one for one in table.members if one.code in table.names]
    table.missing = [one for one in known if one.id not in table.buildings]


class _Reader:
    """Reads one sheet into the table."""

    def __init__(self, table: DepartmentTable, sheet: Sheet, head: HeaderMatch, names: BuildingNames) -> None:
        self.table, self.sheet, self.head, self.names = table, sheet, head, names

    def read(self, row: Row) -> None:
        """Read one row; a row without anything in our columns is passed over."""
        texts = {name: self.head.text(row, name).strip() for name in self.head.columns}
        if not any(texts.values()):
            return
        code = self._code(row, "grid" if "grid" in texts else "name")
        if not code:
            return
        self._name(row, code, clean_name(texts.get("name", "")))
        self._members(row, code, texts)
        self._buildings(row, code, texts)

    def _tell(self, row: Row, name: str, words: str, value: str = "") -> Fault:
        column = letter(self.head.columns[name]) if name in self.head.columns else ""
        value = value or self.head.text(row, name)
        return Fault(self.sheet.name, row.number, column, LABELS[name], value, words)

    def _fault(self, row: Row, name: str, words: str) -> None:
        self.table.faults.append(self._tell(row, name, words))

    def _code(self, row: Row, name: str) -> str:
        text = self.head.text(row, name)
        code = "".join(half_width(text).split())
        if not code:
            self._fault(row, name, "要写这栋楼在这个部门的网格编号。")
        elif said := trouble(text):
            self._fault(row, name, said)
        elif is_day(text):
            self._fault(row, name, "Excel 把编号改成了日期。请把这一列设成“文本”,再照原来的编号重新填。")
        elif len(code) > LONGEST_CODE:
            self._fault(row, name, f"最多 {LONGEST_CODE} 个字。")
        else:
            return code
        return ""

    def _name(self, row: Row, code: str, name: str) -> None:
        there = self.table.names.get(code, "")
        if len(name) > LONGEST_NAME:
            self._fault(row, "name", f"最多 {LONGEST_NAME} 个字。")
        elif name and there not in ("", code, name):
            self._fault(row, "name", f"前面几行里网格 {code} 叫“{there}”。同一个编号请写同一个名称。")
        else:
            self.table.names[code] = name or there or code

    def _buildings(self, row: Row, code: str, texts: dict[str, str]) -> None:
        if not texts["building"]:
            if not texts.get("member"):
                self._fault(row, "building", "要写楼栋,例如 12栋。")
            return
        for text in several(texts["building"], self.names, texts.get("estate", "")):
            found = self.names.find(text, texts.get("estate", ""))
            if not found:
                words = "本社区没有登记这栋楼。请核对楼栋名称,或者先在楼栋表里导入它。"
                self.table.unknown.append(self._tell(row, "building", words, text))
            elif len(found) > 1:
                self._fault(
                    row, "building", f"本社区有 {len(found)} 栋“{text}”,请在“小区”一列写上是哪个小区的。"
                )
            elif self.table.buildings.setdefault(found[0], code) != code:
                other = self.table.buildings[found[0]]
                self._fault(row, "building", f"“{text}”前面已经写在网格 {other}。一栋楼只能在一个网格。")

    def _members(self, row: Row, code: str, texts: dict[str, str]) -> None:
        people = _parts(texts.get("member", ""))
        phones = _parts(texts.get("phone", ""))
        if phones and len(phones) not in (1, len(people)):
            self._fault(
                row, "phone", f"这一格有 {len(people)} 位网格员、{len(phones)} 个电话,对不上。请每位写一行。"
            )
            return
        if phones and not people:
            self._fault(row, "member", "写了电话,没有写是谁。请写上姓名。")
            return
        if len(phones) == 1 and len(people) > 1:
            self._fault(row, "phone", "几位网格员只写了一个电话,不知道是谁的。请每位写一行。")
            return
        duty = " ".join(texts.get("duty", "").split())
        if len(duty) > LONGEST_DUTY:
            self._fault(row, "duty", f"最多 {LONGEST_DUTY} 个字。")
        for index, said in enumerate(people):
            self._member(row, code, said, phones[index] if phones else "", duty[:LONGEST_DUTY])

    def _member(self, row: Row, code: str, said: str, phone: str, duty: str) -> None:
        name = clean_name(said)
        if not 2 <= len(name) <= 50:
            self._fault(row, "member", "要写姓名,至少两个字。")
            return
        try:
            number = clean_phone(phone) if phone else ""
        except NotAPhone as wrong:
            self._fault(row, "phone", wrong.words)
            return
        line = MemberLine(code, name, number, duty)
        alike = [one for one in self.table.members if (one.code, one.name, one.phone) == (code, name, number)]
        if not alike:
            self.table.members.append(line)
        elif duty and not alike[0].duty:
            self.table.members[self.table.members.index(alike[0])] = line


def _parts(text: str) -> list[str]:
    return [part.strip() for part in PART.split(text) if part.strip()]
