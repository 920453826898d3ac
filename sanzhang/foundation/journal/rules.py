"""What an entry's digest is: SHA-256 over the entry before it and every field of its own."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    *("id", "chain", "seq", "at", "action", "actor", "entered_for", "about"),
    *("post_id", "path", "on_kind", "on_id", "facts", "before"),
)


def digest(entry: Any) -> str:
    """Return the digest (64 hex) of an entry with `before` set; times in UTC to the microsecond, JSON sorted."""
    values = {name: _plain(getattr(entry, name)) for name in FIELDS}
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
