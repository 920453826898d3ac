"""Finding the columns of a table, in Chinese or English, under title lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sanzhang.division_solver.table.faults import Fault, Unusable
from sanzhang.division_solver.table.sheet import Sheet, folded

SEARCHED = 10  # rows under titles and remarks
NAMES = {  # our name: the label that people see, then other words for it
    "building": "楼栋 楼栋名称 楼栋号 楼号 楼 幢号 栋号 building buildingname name blkno",
    "households": "户数 总户数 住户数 households dwellingunits dwellings units",
    "lon": "经度 lon lng long longitude",
    "lat": "纬度 lat latitude",
    "x": "x 东坐标 横坐标 east easting eastm xm",
    "y": "y 北坐标 纵坐标 north northing northm ym",
    "community": "社区 社区名称 所属社区 community communityname communityderived",
    "estate": "小区 小区名称 院落 所属小区 estate estatename estatederived",
    "block": "地块 街区 block parcel",
    "elderly": "老人 老人数 老年人 老年人数 elderly",
    "renters": "租户 租户数 租住户 出租户 renters rentalunits",
    "load": "负担 负荷 管理负荷 load",
    "locked": "锁定 锁定组 locked lock",
    "sealed": "整格 sealed",
}
LEGACY = re.compile(
    r"(?:现网格|现有网格|原网格|网格|legacy|grid)\s*(?:[::_\-/((]\s*(.*?)\s*[))]?)?", re.IGNORECASE
)
USUAL = "现网格"


@dataclass(frozen=True)
class Columns:
    """Where the header lies, and which column (from 0) holds what; `legacy` by the name of the department."""

    row: int
    texts: tuple[str, ...]
    at: dict[str, int]
    legacy: dict[str, int]

    def label(self, field: str) -> str:
        """Return what the table itself calls a column."""
        return self.texts[self.at[field]]


def plain(text: str) -> str:
    """Return a header without spaces, stars, signs and what stands in brackets, in small letters."""
    return re.sub(r"[((【\[].*?[))】\]]|[\s*★::_\-]", "", folded(text)).lower()


def find_columns(sheets: Sequence[Sheet]) -> tuple[Sheet, Columns]:
    """Return the first sheet with a header and its columns. Raises: Unusable."""
    found = [(sheet, _best(sheet)) for sheet in sheets]
    sheet, columns = max(found, key=lambda pair: len(pair[1].at), default=(Sheet("表格", ()), None))
    if columns is None or not columns.at:
        words = "没有找到表头。第一行要写列名,至少有:楼栋、户数,和 经度、纬度(或者 x、y,单位米)。"
        raise Unusable([Fault(sheet.file, words)])
    faults = [Fault(sheet.file, words) for words in _missing(columns)]
    if faults:
        head = "、".join(text for text in columns.texts if text)
        raise Unusable([*faults, Fault(sheet.file, f"第 {columns.row} 行的表头里现在有:{head}。")])
    return sheet, columns


def _best(sheet: Sheet) -> Columns:
    candidates = [_columns(number, texts) for number, texts in sheet.rows[:SEARCHED]]
    return max(candidates, key=lambda columns: len(columns.at), default=Columns(0, (), {}, {}))


def _columns(number: int, texts: tuple[str, ...]) -> Columns:
    words = {plain(word): field for field, names in NAMES.items() for word in names.split()}
    at: dict[str, int] = {}
    legacy: dict[str, int] = {}
    for column, text in enumerate(texts):
        field, today = words.get(plain(text)), LEGACY.fullmatch(folded(text))
        if field:
            at.setdefault(field, column)
        elif today:
            legacy.setdefault(today[1] or USUAL, column)
    return Columns(number, texts, at, legacy)


def _missing(columns: Columns) -> list[str]:
    words = []
    for field in ("building", "households"):
        if field not in columns.at:
            label, *others = NAMES[field].split()
            words.append(f"没有找到“{label}”这一列(也可以叫:{'、'.join(others)})。")
    if not {"lon", "lat"} <= columns.at.keys() and not {"x", "y"} <= columns.at.keys():
        words.append("没有找到坐标。要有“经度”“纬度”两列,或者“x”“y”两列(单位米)。")
    known = {plain(word): field for field, names in NAMES.items() for word in names.split()}
    named = [known[plain(text)] for text in columns.texts if plain(text) in known]
    for field in sorted({field for field in named if named.count(field) > 1}):
        both = [text for text in columns.texts if known.get(plain(text)) == field]
        words.append(f"有 {len(both)} 列都是“{NAMES[field].split()[0]}”:{'、'.join(both)}。请只留一列。")
    return words
