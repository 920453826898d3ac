"""The template that offices download: three rows to show the way, and a sheet that explains each column."""

from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.organisation.territory.rules.buildings_table import COLUMNS

USED = (
    "grid",
    "estate",
    "building",
    "unit",
    "floors",
    "doors",
    "households",
    "built",
    "address",
    "longitude",
    "latitude",
    "elderly",
    "renters",
    "block",
    "load",
)
ROWS = (
    ("第1网格", "示例小区", "1栋", "1单元", 6, 2, "", 2003, "示例路 1 号", "", "", "", "", "", ""),
    ("第1网格", "示例小区", "1栋", "2单元", 6, 2, "", 2003, "示例路 1 号", "", "", "", "", "", ""),
    ("第1网格", "示例小区", "2栋", "1单元", "", "", 36, 2010, "示例路 1 号", "", "", "", "", "", ""),
)
EXPLAINED = {
    "grid": "必填。写编号或名称都行,例如 3 或 第3网格。",
    "estate": "小区名称。没有小区的老楼可以空着。",
    "building": "必填。写 12、12栋、12号楼都行。",
    "unit": "写 1 或 1单元。没有单元的楼写 1。",
    "floors": "一共几层。写了楼层数和每层户数,就会自动排出门牌号 101、102、201……",
    "doors": "每层几户。",
    "households": "不写楼层和每层户数时,写这个单元一共多少户。",
    "built": "四位年份,可以空着。",
    "address": "门牌地址,印在公示牌上,可以空着。",
    "longitude": "经度(WGS-84),可以空着;有了才能在地图上显示。",
    "latitude": "纬度(WGS-84),可以空着。",
    "elderly": "有 60 岁以上老人的户数,可以空着;划分网格时尽量分匀。一个单元一行的,写各单元的数,会加起来。",
    "renters": "出租的户数,可以空着。",
    "block": "大马路围成的地块,写名称或编号,可以空着;划分网格时尽量不跨马路。",
    "load": "管理负担,数字,可以空着;空着就按近 12 个月反映的事来算。",
}


def template_workbook() -> bytes:
    """Return the template as .xlsx."""
    labels = {column.field: column for column in COLUMNS}
    heads = [labels[name].label for name in USED]
    notes = [(labels[name].label, EXPLAINED[name], "、".join(labels[name].synonyms)) for name in USED]
    notes.append(("门牌号", "也可以一户一行:网格、小区、楼栋、单元、门牌号。", "房号、房间号、室号"))
    return write_workbook(
        [
            Table("楼栋", heads, ROWS),
            Table("怎么填", ("列名", "说明", "也认得这些列名"), notes, widths=(12, 70, 50)),
        ]
    )
