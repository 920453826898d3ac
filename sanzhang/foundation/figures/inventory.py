"""What is kept of figures: counts, nothing about anybody."""

from sanzhang.foundation.records.inventory import Fields, internal

FIELDS: Fields = {
    **internal("Figure", "id area span day counts", "按辖区和日子汇总的数"),
    **internal("Folded", "chain seq", "汇总到了哪一条"),
}
