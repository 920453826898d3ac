"""A whole copy of a community's data in one encrypted file, and back (R21).

The file: 8 bytes of magic, 16 of salt, then chunks of 4 bytes of length and AES-256-GCM text; the key comes from a
passphrase by scrypt (RFC 7914), the nonce is the chunk's number, and the last chunk says that it is the last, so a cut
file is noticed. Inside: a tar of manifest, database, media, anchors and key ring.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.db import connection, connections

MAGIC = b"SZBAK\x00\x00\x01"
CHUNK = 1 << 20
FOLDERS = ("media", "anchors")


class CannotRestore(Exception):
    """The file is no backup of ours, was damaged, or the passphrase is wrong."""


def write_backup(file: Path, passphrase: str) -> dict[str, int]:
    """Write everything to `file` (complete or not at all) and return the sizes of its parts in bytes."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
        folder = Path(scratch)
        database = folder / "database"
        _dump_database(database)
        plain = folder / "plain.tar"
        sizes = _pack(plain, database)
        part = file.with_name(file.name + ".part")
        with plain.open("rb") as source, part.open("wb") as target:
            _seal(source, target, passphrase)
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    return sizes


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return
    with target.open("wb") as out:
        subprocess.run(["pg_dump", "--format=custom", "--no-owner"], stdout=out, check=True, env=_pg())


def _pg() -> dict[str, str]:
    """Return the environment in which PostgreSQL's own programs find the database; no password on a command line."""
    given = connection.settings_dict
    names = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGPASSWORD": "PASSWORD",
    }
    return {**os.environ, **{name: str(given[key]) for name, key in names.items() if given[key]}}


def _pack(target: Path, database: Path) -> dict[str, int]:
    parts = {"database": database, "keyring.json": Path(settings.KEYRING_FILE)}
    for name in FOLDERS:
        top = Path(settings.DATA_DIR) / name
        parts |= {
            str(Path(name) / file.relative_to(top)): file for file in sorted(top.rglob("*")) if file.is_file()
        }
    manifest = {"engine": connection.vendor, "parts": {name: _digest(path) for name, path in parts.items()}}
    with tarfile.open(target, "w") as tar:
        text = json.dumps(manifest).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name, path in parts.items():
            tar.add(path, arcname=name)
    return {name: path.stat().st_size for name, path in parts.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _seal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    salt = os.urandom(16)
    cipher = _key(passphrase, salt)
    target.write(MAGIC + salt)
    chunk, number = source.read(CHUNK), 0
    while True:
        following = source.read(CHUNK)
        sealed = cipher.encrypt(number.to_bytes(12, "big"), chunk, b"more" if following else b"last")
        target.write(len(sealed).to_bytes(4, "big") + sealed)
        if not following:
            return
        chunk, number = following, number + 1


def _opened(source: BinaryIO, passphrase: str) -> Iterator[bytes]:
    if source.read(8) != MAGIC:
        raise CannotRestore("这不是三长的备份文件。")
    cipher, number, last = _key(passphrase, source.read(16)), 0, False
    while length := int.from_bytes(source.read(4), "big"):
        sealed = source.read(length)
        following = source.peek(1) if hasattr(source, "peek") else b""
        last = not following
        try:
            yield cipher.decrypt(number.to_bytes(12, "big"), sealed, b"last" if last else b"more")
        except InvalidTag as fault:
            raise CannotRestore("口令不对,或者备份文件不完整。") from fault
        number += 1
    if not last:
        raise CannotRestore("备份文件不完整。")


def restore_backup(file: Path, passphrase: str) -> dict[str, int]:
    """Put everything of `file` in place of what is here; checks the whole file before it touches anything.

    The service must not run meanwhile. What waited to be sent when the copy was made is not sent again.
    Raises: CannotRestore.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
        folder = Path(scratch)
        plain = folder / "plain.tar"
        with file.open("rb") as source, plain.open("wb") as target:
            for chunk in _opened(source, passphrase):
                target.write(chunk)
        with tarfile.open(plain) as tar:
            tar.extractall(folder / "out", filter="data")
        manifest = _checked(folder / "out")
        _put_in_place(folder / "out")
    _hold_what_was_queued()
    return dict.fromkeys(manifest["parts"], 1)


def _checked(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    if manifest["engine"] != connection.vendor:
        raise CannotRestore(
            f"备份来自 {manifest['engine']},这里用的是 {connection.vendor}。请用同一种数据库恢复。"
        )
    for name, digest in manifest["parts"].items():
        if _digest(folder / name) != digest:
            raise CannotRestore(f"备份里的 {name} 损坏了。")
    return manifest


def _put_in_place(folder: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        database = Path(str(settings.DATABASES["default"]["NAME"]))
        for tail in ("-wal", "-shm"):
            database.with_name(database.name + tail).unlink(missing_ok=True)
        shutil.move(folder / "database", database)
    else:
        command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"]
        environment = _pg()
        subprocess.run(
            [*command, "-d", environment["PGDATABASE"], str(folder / "database")], check=True, env=environment
        )
    for name in FOLDERS:
        shutil.rmtree(Path(settings.DATA_DIR) / name, ignore_errors=True)
        if (folder / name).exists():
            shutil.move(folder / name, Path(settings.DATA_DIR) / name)
    shutil.move(folder / "keyring.json", settings.KEYRING_FILE)


def _hold_what_was_queued() -> None:
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(status="READY").delete()
