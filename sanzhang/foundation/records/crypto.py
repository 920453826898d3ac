"""SM4-GCM for fields, HMAC-SM3 for blind indexes, and the key ring outside the database.

The ring is a JSON file (0600) of named keys: {"current": "k1", "keys": {"k1": {"field": hex, "index": hex}}}.
Old keys stay for reading; new values are written with the current one. Sources: GB/T 32907 (SM4), GB/T 32905 (SM3).
"""

import base64
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings


class CannotDecrypt(Exception):
    """The value was moved, changed, or its key is not in the ring."""


@lru_cache(maxsize=4)
def _ring(file: str) -> dict[str, object]:
    path = Path(file)
    if not path.exists():
        _make_ring(path)
    ring: dict[str, object] = json.loads(path.read_text())
    return ring


def _make_ring(path: Path) -> None:
    ring = {"current": "k1", "keys": {"k1": {"field": secrets.token_hex(16), "index": secrets.token_hex(32)}}}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(ring, out)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, path)  # fails if another process was faster: its ring is the ring
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _key(name: str | None, use: str) -> tuple[str, bytes]:
    ring = _ring(str(settings.KEYRING_FILE))
    keys: dict[str, dict[str, str]] = ring["keys"]  # type: ignore[assignment]
    name = name or str(ring["current"])
    if name not in keys:
        raise CannotDecrypt(f"key {name} is not in the key ring")
    return name, bytes.fromhex(keys[name][use])


def encrypt(text: str, *, bound_to: str) -> str:
    """Return `key:base64(nonce 12 + tag 16 + cipher)` of `text`, readable only with the same `bound_to`."""
    name, key = _key(None, "field")
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to.encode())
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{name}:{base64.b64encode(nonce + encryptor.tag + body).decode()}"


def decrypt(stored: str, *, bound_to: str) -> str:
    """Return the text of `encrypt`. Raises: CannotDecrypt — wrong key, wrong place or changed bytes."""
    name, _, packed = stored.partition(":")
    _, key = _key(name, "field")
    try:
        raw = base64.b64decode(packed, validate=True)
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(raw[:12], raw[12:28])).decryptor()
        decryptor.authenticate_additional_data(bound_to.encode())
        return (decryptor.update(raw[28:]) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as fault:  # ValueError: no base64, or too short
        raise CannotDecrypt(bound_to) from fault


def blind_index(value: str, purpose: str) -> str:
    """Return a keyed fingerprint (64 hex) of a normalised value, to find equal ones without reading any.

    The index key does not rotate with the field key: an index must stay comparable.
    """
    _, key = _key("k1", "index")
    digest = hmac.HMAC(key, hashes.SM3())
    digest.update(f"{purpose}\x00{value}".encode())
    return digest.finalize().hex()
