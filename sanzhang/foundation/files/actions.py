"""Keeping files: bytes first, durably, then the row in the caller's transaction."""

import hashlib
import os
import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.files.queries import path_of
from sanzhang.foundation.files.rules import Photo, shown_name
from sanzhang.foundation.permission import Actor

WITHOUT_ROW = timedelta(days=1)


def keep_photo(photo: Photo, *, community_id: int | None, by: Actor, at: datetime) -> StoredFile:
    """Keep a re-encoded photo and its small copy; the row is rolled back with the caller's transaction."""
    permission.require(by, "files.keep", at=at)
    stored = StoredFile(
        community_id=community_id,
        kind="photo",
        shown_name=f"照片-{timezone.localtime(at):%Y%m%d-%H%M}.jpg",
        mime="image/jpeg",
        sha256=hashlib.sha256(photo.full).hexdigest(),
        sha256_small=hashlib.sha256(photo.small).hexdigest(),
        size=len(photo.full),
        width=photo.width,
        height=photo.height,
        made_at=at,
    )
    _write(path_of(stored), photo.full)
    _write(path_of(stored, "small"), photo.small)
    stored.save(force_insert=True)
    return stored


def keep_bytes(
    content: bytes,
    *,
    name: str,
    mime: str,
    community_id: int | None,
    by: Actor,
    at: datetime,
    kind: str = "paper",
) -> StoredFile:
    """Keep a paper or table as it is; it is only ever handed out as an attachment or a PDF."""
    permission.require(by, "files.keep", at=at)
    stored = StoredFile(
        community_id=community_id,
        kind=kind,
        shown_name=shown_name(name),
        mime=mime,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_at=at,
    )
    _write(path_of(stored), content)
    stored.save(force_insert=True)
    return stored


def forget(stored: StoredFile, *, by: Actor, at: datetime) -> bool:
    """Delete a file for good, its row now and its bytes with the commit; not while another row names it.

    Returns whether it goes. Where the bytes stay behind (power cut), `sweep` takes them.
    """
    permission.require(by, "files.forget", at=at)
    files = [path_of(stored), path_of(stored, "small")]
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False
    for file in files:
        transaction.on_commit(partial(file.unlink, missing_ok=True))
    return True


def _write(target: Path, content: bytes) -> None:
    """Write so that after a cut of the power there is the whole file or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(*, by: Actor, at: datetime) -> int:
    """Delete bytes older than a day that no row names: left by a transaction that was undone. Returns how many."""
    permission.require(by, "files.sweep", at=at)
    return sum(_sweep_folder(folder, at) for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9][0-9]")))


def _sweep_folder(folder: Path, at: datetime) -> int:
    limit = (at - WITHOUT_ROW).timestamp()
    old = {
        file: int(found[1])
        for file in folder.iterdir()
        if (found := re.fullmatch(r"([0-9]+)(-small)?(\.part)?", file.name)) and file.stat().st_mtime < limit
    }
    known = set(StoredFile.objects.filter(pk__in=set(old.values())).values_list("pk", flat=True))
    gone = [file for file, key in old.items() if key not in known or file.suffix == ".part"]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)
