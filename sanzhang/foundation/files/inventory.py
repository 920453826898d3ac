"""Photos and papers: bytes beside rows."""

from sanzhang.foundation.records.inventory import internal

FIELDS = internal(
    "StoredFile",
    "id community_id kind shown_name mime sha256 sha256_small size width height made_at",
    "照片和文书的登记(照片内容随所属事项公开范围)",
)
