"""The key of an urn: a file of its own beside the data, in no database and no backup, destroyed at the close."""

import os
import time
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FOLDER = "urns"


class KeyGone(Exception):
    """The key of this urn is not here: the poll was closed, or the data was restored from a backup."""

    status = 409
    words = "投票箱的钥匙不在了(例如刚从备份恢复),这次投票只能作废,由社区重新组织。"


def _file(poll_id: int) -> Path:
    return Path(settings.DATA_DIR) / FOLDER / f"{poll_id}.key"


def make_key(poll_id: int) -> None:
    """Make the key of a poll, durably, readable by its owner only."""
    file = _file(poll_id)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(AESGCM.generate_key(256))
        out.flush()
        os.fsync(out.fileno())
    _sync(file.parent)


def destroy_key(poll_id: int) -> None:
    """Overwrite and remove the key of a poll; twice is once."""
    file = _file(poll_id)
    _cipher.cache_clear()
    try:
        with file.open("r+b") as out:
            out.write(os.urandom(32))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()
    except FileNotFoundError:
        return
    _sync(file.parent)


def has_key(poll_id: int) -> bool:
    """Say whether the urn of a poll can be opened here."""
    return _file(poll_id).exists()


def kept_keys(*, older_than: float = 0) -> list[int]:
    """Return the polls whose keys have lain here for `older_than` seconds."""
    folder, latest = Path(settings.DATA_DIR) / FOLDER, time.time() - older_than
    files = folder.glob("*.key") if folder.exists() else ()
    return [int(file.stem) for file in files if file.stat().st_mtime <= latest]


def seal(poll_id: int, text: str, *, bound_to: str) -> str:
    """Return hex of nonce and cipher text. Raises: KeyGone."""
    nonce = os.urandom(12)
    return (nonce + _key(poll_id).encrypt(nonce, text.encode(), bound_to.encode())).hex()


def unseal(poll_id: int, sealed: str, *, bound_to: str) -> str:
    """Return the text of `seal`. Raises: KeyGone — no key, or another one."""
    raw = bytes.fromhex(sealed)
    try:
        return _key(poll_id).decrypt(raw[:12], raw[12:], bound_to.encode()).decode()
    except InvalidTag as fault:
        raise KeyGone() from fault


def _key(poll_id: int) -> AESGCM:
    file = _file(poll_id)
    try:
        stamp = file.stat().st_ino
    except FileNotFoundError as fault:
        raise KeyGone() from fault
    return _cipher(str(file), stamp)


@lru_cache(maxsize=256)
def _cipher(file: str, stamp: int) -> AESGCM:
    return AESGCM(Path(file).read_bytes())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
