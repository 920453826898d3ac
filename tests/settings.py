"""The settings of tests: the real ones, with a data directory of its own for every process and every run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_memory = Path("/dev/shm")
_has_room = _memory.is_dir() and shutil.disk_usage(_memory).free > 1 << 30
_place = tempfile.mkdtemp(prefix="sanzhang-", dir=_memory if _has_room else None)
atexit.register(shutil.rmtree, _place, ignore_errors=True)

# Set here and not by the caller: workers of xdist inherit their parent's environment, but share no files.
os.environ["DATA_DIR"] = _place
os.environ["SZ_STRICT_ONCE"] = "1"
(Path(_place) / "bundle").mkdir()

from sanzhang.web.settings import *  # noqa: F403

SNAPSHOT_SECONDS = 0  # a test is rolled back, and with it what a snapshot shows
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
