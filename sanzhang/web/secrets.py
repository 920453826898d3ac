"""The secret of sessions and signatures: made once, kept beside the data, never in the code."""

import os
import secrets
from pathlib import Path


def keep_secret(file: Path) -> str:
    """Return the secret in `SZ_SECRET_KEY` or in `file`; make it on first use, readable by its owner only."""
    if given := os.environ.get("SZ_SECRET_KEY"):
        return given
    if not file.exists():
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was faster
            return keep_secret(file)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text()
