"""Reading files back, checked; and handing them to a browser so that nothing in them can run."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse

from sanzhang.foundation.files.models import StoredFile

SHOWN_INLINE = ("image/jpeg", "application/pdf")


class Damaged(Exception):
    """The bytes are gone or not those that were stored (F16)."""

    status = 503
    words = "这个文件损坏了,已经记下来。请联系系统管理员从备份恢复。"


def path_of(stored: StoredFile, size: str = "full") -> Path:
    """Return where the bytes lie: media/<two digits>/<id>, with `-small` for the small photo."""
    tail = "-small" if size == "small" else ""
    return Path(settings.MEDIA_ROOT) / f"{stored.pk % 100:02d}" / f"{stored.pk}{tail}"


def read(stored: StoredFile, size: str = "full") -> bytes:
    """Return the bytes. Raises: Damaged."""
    small = size == "small" and bool(stored.sha256_small)
    try:
        content = path_of(stored, "small" if small else "full").read_bytes()
    except FileNotFoundError as fault:
        raise Damaged() from fault
    if hashlib.sha256(content).hexdigest() != (stored.sha256_small if small else stored.sha256):
        raise Damaged()
    return content


def file_response(stored: StoredFile, size: str = "full") -> HttpResponse:
    """Return the file as an answer: own name, no sniffing, no store, no script."""
    answer = HttpResponse(read(stored, size), content_type=stored.mime)
    how = "inline" if stored.mime in SHOWN_INLINE else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(stored.shown_name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
