"""A backup is whole, sealed, and comes back; on both engines by their own programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.postgres import temporary_postgres

ROOT = Path(__file__).resolve().parents[1]
ENROL = (
    "from sanzhang.foundation.people.actions import enrol; from sanzhang.foundation.permission import SYSTEM;"
    " from django.utils import timezone; enrol(name='王芳', phone='13800000003', by=SYSTEM, at=timezone.now())"
)
COUNT = "from sanzhang.foundation.people.models import Person; print([p.name for p in Person.objects.all()])"


def manage(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess:
    """Run a command on the data in `folder`."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "sanzhang.web.settings", **more}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def filled(folder: Path, **more: str) -> Path:
    """Make a small installation and return its backup file."""
    folder.mkdir()
    assert manage(folder, "migrate", "-v0", **more).returncode == 0
    assert manage(folder, "shell", "-v0", "-c", ENROL, **more).returncode == 0
    (folder / "media" / "07").mkdir(parents=True)
    (folder / "media" / "07" / "107").write_bytes(b"a photo")
    file = folder.parent / "copy.szbak"
    done = manage(folder, "backup", str(file), SZ_BACKUP_PASSPHRASE="correct horse", **more)
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_comes_back_on_an_empty_machine(tmp_path):
    file = filled(tmp_path / "old")
    fresh = tmp_path / "new"
    fresh.mkdir()

    done = manage(fresh, "restore", str(file), SZ_BACKUP_PASSPHRASE="correct horse")

    assert done.returncode == 0, done.stderr
    assert "王芳" in manage(fresh, "shell", "-v0", "-c", COUNT).stdout
    assert (fresh / "media" / "07" / "107").read_bytes() == b"a photo"
    assert manage(fresh, "verify").returncode == 0


def test_a_wrong_passphrase_or_a_cut_file_restores_nothing(tmp_path):
    file = filled(tmp_path / "old")
    fresh = tmp_path / "new"
    fresh.mkdir()
    cut = tmp_path / "cut.szbak"
    cut.write_bytes(file.read_bytes()[:-4000])

    wrong = manage(fresh, "restore", str(file), SZ_BACKUP_PASSPHRASE="wrong")
    short = manage(fresh, "restore", str(cut), SZ_BACKUP_PASSPHRASE="correct horse")

    assert "口令不对" in wrong.stderr
    assert "不完整" in short.stderr
    assert not (fresh / "media").exists()


def test_a_backup_is_not_readable_and_never_replaces_people_unasked(tmp_path):
    file = filled(tmp_path / "old")

    refused = manage(tmp_path / "old", "restore", str(file), SZ_BACKUP_PASSPHRASE="correct horse")

    assert "--replace" in refused.stderr
    assert b"SQLite format 3" not in file.read_bytes()


def test_a_postgresql_backup_comes_back(tmp_path):
    assert shutil.which("pg_dump")
    with temporary_postgres() as old, temporary_postgres() as new:
        file = filled(tmp_path / "old", DATABASE_URL=old)
        fresh = tmp_path / "new"
        fresh.mkdir()

        done = manage(fresh, "restore", str(file), SZ_BACKUP_PASSPHRASE="correct horse", DATABASE_URL=new)

        assert done.returncode == 0, done.stderr
        assert "王芳" in manage(fresh, "shell", "-v0", "-c", COUNT, DATABASE_URL=new).stdout
