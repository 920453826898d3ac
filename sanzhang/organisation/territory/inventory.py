"""Places and doors: no person is in them."""

from sanzhang.foundation.records.inventory import internal, public

FIELDS = {
    **public(
        "Place",
        "id kind community parent path name number token estate address households floors built_year longitude"
        " latitude outline duty_phone opened_on closed_on",
        "辖区、楼栋和单元",
    ),
    **internal("PlaceEdge", "id community place parent path name households starts_on ends_on", "辖区沿革"),
    **internal(
        "BuildingProfile",
        "id community building noted_on elderly renters load matters block",
        "楼栋概况(只有数字)",
    ),
    **internal("Household", "id community unit number floor door path closed_on", "门牌(不含人)"),
}
