"""Plans of grids: buildings and numbers, no person is in them but by key; members of departments' grids by name."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

_DUTY = "履行社区治理职责"
_READERS = "本社区工作者"
_KEEP = "并网方案生效或部门重新报表时删除"
FIELDS = {
    **internal(
        "Draft",
        "id community number state version fewest most wished_grids whole_estates weights kept_grids seed base"
        " base_on job chosen takes_effect_on exception_words trouble made_by made_at signed_by signed_at approved_by"
        " approved_at refused_words in_force_at",
        "网格划分方案",
    ),
    **internal(
        "Option",
        "id community draft order name version weights status is_lawful objective lower_bound gap proved_grids parts"
        " reasons breaches job made_at",
        "网格划分方案",
    ),
    **internal("OptionGrid", "id community option number name keeps is_sealed", "网格划分方案"),
    **internal("OptionBuilding", "id community option building grid_number is_locked", "网格划分方案"),
    **internal("Change", "id community option number kind buildings proved by at undone_at", "网格划分方案"),
    **internal("ForeignGrid", "id community department code name starts_on ends_on", "部门网格编号对照"),
    **internal(
        "ForeignBuilding", "id community department grid building starts_on ends_on", "部门网格编号对照"
    ),
    **internal("ForeignMember", "id community grid duty named_on", "多网合一"),
    "ForeignMember.name": Entry(PERSONAL, "把部门网格员带到新网格", _DUTY, _READERS, _KEEP, label="姓名"),
    "ForeignMember.phone": Entry(PERSONAL, "核对部门网格员、联系", _DUTY, _READERS, _KEEP, label="电话"),
    **internal("Merge", "id community draft base follows departments carried made_by made_at", "多网合一"),
    **internal(
        "MemberDecision", "id community merge option member is_carried grids by at undone_at", "多网合一"
    ),
    "MemberDecision.phone": Entry(PERSONAL, "登记部门网格员的电话", _DUTY, _READERS, _KEEP, label="电话"),
}
