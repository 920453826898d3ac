"""What the claimed keys hold."""

from sanzhang.foundation.records.inventory import internal

FIELDS = internal(
    "Claim", "id key sender sent status location body content_type claimed_at", "同一次提交只办一次"
)
