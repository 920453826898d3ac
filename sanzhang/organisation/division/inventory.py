"""Plans of grids: buildings and numbers, no person is in them but by key."""

from sanzhang.foundation.records.inventory import internal

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
}
