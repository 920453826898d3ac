"""A community's sheet of buildings, units and households, read in the shapes that offices really keep.

Three shapes, told apart by their columns: one row a household (门牌号); one row a unit (楼层数 × 每层户数, or 户数);
one row a building (单元数 and 户数: households are shared evenly among its units, the first ones taking the rest).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import half_width
from sanzhang.organisation.territory.rules import profile_columns

COLUMNS = (
    Column("grid", "网格", ("网格编号", "网格号", "网格名称", "所属网格", "所在网格"), required=True),
    Column("estate", "小区", ("小区名称", "所属小区", "院落", "楼盘")),
    Column(
        "building", "楼栋", ("楼号", "栋号", "楼栋号", "楼栋名称", "幢号", "楼栋编号", "栋"), required=True
    ),
    Column("unit", "单元", ("单元号", "单元名称", "门洞", "门栋")),
    Column("units", "单元数", ("单元总数", "单元个数")),
    Column("number", "门牌号", ("房号", "房间号", "室号", "户号", "门牌", "住户房号")),
    Column("households", "户数", ("总户数", "居民户数", "住户数", "户数合计")),
    Column("floors", "楼层数", ("层数", "总层数", "地上层数")),
    Column("doors", "每层户数", ("每层几户", "一梯几户", "每层门数")),
    Column("built", "建成年份", ("建成年代", "竣工年份", "建筑年代")),
    Column("address", "地址", ("楼栋地址", "详细地址", "坐落")),
    Column("longitude", "经度", ("lng", "lon", "X坐标")),
    Column("latitude", "纬度", ("lat", "Y坐标")),
    *profile_columns.COLUMNS,
)
MOST_UNITS, MOST_FLOORS, MOST_DOORS, MOST_HOUSEHOLDS = 30, 60, 40, 600


@dataclass(frozen=True)
class Door:
    """A household as read: number, floor and place on the stair."""

    number: str
    floor: int | None
    door: int


@dataclass
class UnitLine:
    """A unit as read: its number and doors."""

    number: int
    doors: dict[str, Door] = field(default_factory=dict)


@dataclass
class BuildingLine:
    """A building as read; `key` is what makes it the same one in the next file."""

    grid: int
    estate: str
    number: int
    name: str
    row: int
    sheet: str
    floors: int = 0
    built: int | None = None
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    outline: list[list[float]] | None = None  # [[longitude, latitude], …], closed; no table has it
    units: dict[int, UnitLine] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)  # elderly, renters, load, block as far as said

    @property
    def key(self) -> tuple[str, str]:
        """Return (estate, name)."""
        return self.estate, self.name


@dataclass
class BuildingsTable:
    """What a file says: buildings by key, the names of grids, faults and notes."""

    buildings: dict[tuple[str, str], BuildingLine] = field(default_factory=dict)
    grids: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Reads one sheet into the table, gathering faults with their place."""

    def __init__(self, table: BuildingsTable, sheet: Sheet, head: HeaderMatch) -> None:
        self.table, self.sheet, self.head = table, sheet, head
        self.labels = {column.field: column.label for column in COLUMNS}

    def fault(self, row: Row, name: str, words: str) -> None:
        """Note a fault in a cell."""
        column = letter(self.head.columns[name]) if name in self.head.columns else ""
        value = self.head.text(row, name)
        self.table.faults.append(Fault(self.sheet.name, row.number, column, self.labels[name], value, words))

    def whole(self, row: Row, name: str, *, least: int = 1, most: int) -> int | None:
        """Return a whole number, or None if the cell is empty or faulty (then noted)."""
        text = re.sub(
            r"[户层栋幢号楼个单元座年]+$", "", half_width(self.head.text(row, name)).replace(" ", "")
        )
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.fault(row, name, "要写整数。")
            return None
        number = int(text)
        if not least <= number <= most:
            self.fault(row, name, f"要在 {least} 到 {most} 之间。")
            return None
        return number

    def degrees(self, row: Row, name: str, low: float, high: float) -> float | None:
        """Return a coordinate, or None if empty or faulty."""
        text = half_width(self.head.text(row, name))
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.fault(row, name, f"要写 {low:g} 到 {high:g} 之间的小数,例如 {(low + high) / 2:.4f}。")
            return None
        return value

    def numbered(self, row: Row, name: str) -> int | None:
        """Return the number in 第3网格, 12栋, 2单元; notes a fault if there is none."""
        text = half_width(self.head.text(row, name))
        digits = re.findall(r"[0-9]+", text) or [_chinese(text)]
        if name == "building" and not digits[0] and re.search(r"[A-Za-z\u4e00-\u9fff]", text):
            return _lettered(text)
        if not digits[0]:
            self.fault(row, name, f"要写编号,例如“{'3' if name == 'grid' else '12'}”。")
            return None
        number = int(digits[0])
        most = {"grid": 899, "building": 99999, "unit": MOST_UNITS}[name]
        if not 0 < number <= most:
            self.fault(row, name, f"编号要在 1 到 {most} 之间。")
            return None
        return number


_CHINESE = "零一二三四五六七八九十"


def _chinese(text: str) -> str:
    """Return the digits of 一…九十九 in a name such as 第三网格, else an empty text."""
    found = re.search(r"[一二三四五六七八九十]{1,3}", text)
    if not found:
        return ""
    sign = found.group()
    if "十" not in sign:
        return str(_CHINESE.index(sign)) if len(sign) == 1 else ""
    tens, ones = sign.split("十", 1)
    return str((_CHINESE.index(tens) if tens else 1) * 10 + (_CHINESE.index(ones) if ones else 0))


def _lettered(text: str) -> int:
    """Return the order of A座, 甲栋 …; 0 for a building that only has a name."""
    found = re.match(r"[A-Za-z]|[甲乙丙丁戊己庚辛]", text.strip())
    if not found:
        return 0
    sign = found.group().upper()
    return ord(sign) - 64 if sign.isascii() else "甲乙丙丁戊己庚辛".index(sign) + 1


def read_buildings(sheets: Iterable[Sheet]) -> BuildingsTable:
    """Return what the sheets say; sheets without our columns are named in `notes`, all wrong cells in `faults`."""
    table, problems = BuildingsTable(), []
    for sheet in sheets:
        table.notes += sheet.notes
        head = match_headers(sheet, COLUMNS)
        if head.problems:
            problems.append((sheet, head))
            continue
        reader = _Reader(table, sheet, head)
        for row in sheet.rows:
            if row.number > head.last_row and not _is_total(head, row):
                _read_row(reader, row)
    if not table.buildings and not table.faults:
        for sheet, head in problems[:1] or []:
            for words in head.problems:
                table.faults.append(Fault(sheet.name, 0, "", "表头", "", f"工作表“{sheet.name}”:{words}"))
        if not problems:
            table.faults.append(Fault("", 0, "", "", "", "表里没有数据。请下载模板,填好再传。"))
    else:
        table.notes += [f"工作表“{sheet.name}”没有楼栋的表头,没有读。" for sheet, _ in problems if sheet.rows]
    _check_whole(table)
    return table


def _is_total(head: HeaderMatch, row: Row) -> bool:
    return any(text in ("合计", "总计", "小计") for text in row.texts)


def _read_row(reader: _Reader, row: Row) -> None:
    if not reader.head.text(row, "grid"):
        reader.fault(row, "grid", "不能空,要写属于哪个网格。")
        return
    if not reader.head.text(row, "building"):
        reader.fault(row, "building", "不能空,要写楼号。")
        return
    grid, number = reader.numbered(row, "grid"), reader.numbered(row, "building")
    if grid is None or number is None:
        return
    line = _building(reader, row, grid, number)
    if line is None:
        return
    if "number" in reader.head.columns and reader.head.text(row, "number"):
        _one_household(reader, row, line)
    elif reader.head.text(row, "unit"):
        _one_unit(reader, row, line)
    else:
        _one_building(reader, row, line)


def _building(reader: _Reader, row: Row, grid: int, number: int) -> BuildingLine | None:
    estate = reader.head.text(row, "estate").strip()
    text = half_width(reader.head.text(row, "building")).replace(" ", "")
    name = f"{number}栋" if re.fullmatch(r"[0-9]+(号楼|栋|幢|号|座|#|楼)?", text) else text
    known = reader.table.buildings.get((estate, name))
    if known is None:
        known = BuildingLine(grid, estate, number, name, row.number, reader.sheet.name)
        reader.table.buildings[known.key] = known
        reader.table.grids.setdefault(grid, _grid_name(reader.head.text(row, "grid"), grid))
    elif known.grid != grid:
        reader.fault(row, "grid", f"第 {known.row} 行写的是第 {known.grid} 网格。一栋楼只能在一个网格里。")
        return None
    _details(reader, row, known)
    profile_columns.read_profile(
        reader.head, row, known.profile, lambda name, words: reader.fault(row, name, words)
    )
    return known


def generic_grid_name(number: int) -> str:
    """Return what a grid is called that has no name of its own."""
    return f"第{number}网格"


def _grid_name(text: str, number: int) -> str:
    return (
        generic_grid_name(number)
        if re.sub(r"[0-9]", "", half_width(text)) in ("", "网格", "第网格", "号网格")
        else text[:60]
    )


def _details(reader: _Reader, row: Row, line: BuildingLine) -> None:
    line.floors = reader.whole(row, "floors", most=MOST_FLOORS) or line.floors
    line.built = reader.whole(row, "built", least=1900, most=2100) or line.built
    line.address = reader.head.text(row, "address")[:120] or line.address
    line.longitude = reader.degrees(row, "longitude", 73.0, 136.0) or line.longitude
    line.latitude = reader.degrees(row, "latitude", 3.0, 54.0) or line.latitude


def _one_household(reader: _Reader, row: Row, line: BuildingLine) -> None:
    unit = reader.numbered(row, "unit") if reader.head.text(row, "unit") else 1
    if unit is None:
        return
    number = re.sub(r"(室|号|房)$", "", half_width(reader.head.text(row, "number")).replace(" ", "").upper())
    if not re.fullmatch(r"[0-9A-Z\-]{1,12}", number):
        reader.fault(row, "number", "要写门牌号,例如 302 或 1203A。")
        return
    doors = line.units.setdefault(unit, UnitLine(unit)).doors
    if number in doors:
        reader.fault(row, "number", f"{line.name}{unit}单元里已经有 {number}。请删掉一行,或改成另一户。")
        return
    doors[number] = door_of(number, len(doors) + 1)


def door_of(number: str, place: int) -> Door:
    """Return 302 as floor 3, door 2; 1203A as floor 12, door 3; other numbers keep their place and no floor."""
    found = re.fullmatch(r"([0-9]{1,2})([0-9]{2})[A-Z]?", number)
    return Door(number, int(found[1]), int(found[2])) if found else Door(number, None, place)


def _one_unit(reader: _Reader, row: Row, line: BuildingLine) -> None:
    unit = reader.numbered(row, "unit")
    if unit is None:
        return
    if unit in line.units:
        reader.fault(row, "unit", f"{line.name}里已经有 {unit} 单元。请删掉一行,或改单元号。")
        return
    known_faults = len(reader.table.faults)
    floors = reader.whole(row, "floors", most=MOST_FLOORS)
    doors = reader.whole(row, "doors", most=MOST_DOORS)
    households = reader.whole(row, "households", least=0, most=MOST_HOUSEHOLDS)
    if len(reader.table.faults) > known_faults:  # told already: one wrong cell, one fault
        return
    if floors and doors and households is not None and households > floors * doors:
        reader.fault(row, "households", f"比楼层数 × 每层户数({floors * doors})还多。请核对。")
        return
    if not (floors and doors) and households is None:
        name = "households" if "households" in reader.head.columns else "unit"
        reader.fault(row, name, "看不出有多少户。请写户数,或写楼层数和每层户数。")
        return
    line.units[unit] = UnitLine(
        unit, numbered_doors(households or (floors or 0) * (doors or 0), floors, doors)
    )


def _one_building(reader: _Reader, row: Row, line: BuildingLine) -> None:
    units = reader.whole(row, "units", most=MOST_UNITS)
    households = reader.whole(row, "households", least=0, most=MOST_UNITS * MOST_HOUSEHOLDS)
    if units is None or households is None:
        name = "units" if units is None and "units" in reader.head.columns else "households"
        name = name if name in reader.head.columns else "building"
        reader.fault(row, name, "一栋一行的表要有单元数和户数;或者改成一个单元一行。")
        return
    if line.units:
        reader.fault(row, "building", f"第 {line.row} 行已经有这栋楼。请删掉一行。")
        return
    share, rest = divmod(households, units)
    for unit in range(1, units + 1):
        line.units[unit] = UnitLine(unit, numbered_doors(share + (unit <= rest), line.floors or None, None))


def numbered_doors(households: int, floors: int | None, doors: int | None) -> dict[str, Door]:
    """Return doors 101, 102, 201 …: floor and place; two a floor where nothing is said."""
    per_floor = doors or (-(-households // floors) if floors else 2)
    found = [
        Door(f"{n // per_floor + 1}{n % per_floor + 1:02d}", n // per_floor + 1, n % per_floor + 1)
        for n in range(households)
    ]
    return {door.number: door for door in found}


def _check_whole(table: BuildingsTable) -> None:
    for line in table.buildings.values():
        for unit in line.units.values():
            if len(unit.doors) > MOST_HOUSEHOLDS:
                words = f"{line.name}{unit.number}单元有 {len(unit.doors)} 户,超过 {MOST_HOUSEHOLDS} 户。请核对单元号。"
                table.faults.append(Fault(line.sheet, line.row, "", "单元", str(unit.number), words))
        _check_profile(table, line)


def _check_profile(table: BuildingsTable, line: BuildingLine) -> None:
    labels = {column.field: column.label for column in profile_columns.COLUMNS}
    households = sum(len(unit.doors) for unit in line.units.values())
    for name, words in profile_columns.too_many(line.profile, households):
        value = str(line.profile[name])
        table.faults.append(Fault(line.sheet, line.row, "", labels[name], value, words))
