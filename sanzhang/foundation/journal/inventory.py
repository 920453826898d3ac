"""What the journal holds: random keys instead of names."""

from sanzhang.foundation.records.inventory import internal

FIELDS = internal("Head", "chain seq digest", "日志防篡改") | internal(
    "Entry",
    "id chain seq at action actor entered_for about post_id path on_kind on_id facts before digest",
    "谁在什么时候办了什么",
)
