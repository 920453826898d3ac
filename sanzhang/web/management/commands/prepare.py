"""`manage.py prepare`: tables, look, static files and (in an empty database) the demo, in one process."""

import hashlib
import io
import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Of the packages' files no page asks for these; compressing them takes longer than everything else together.
UNUSED = ["leaflet-src*", "htmx-4*", "htmax-4*", "htmx-2.js"]


class Command(BaseCommand):
    """Prepare what a start needs; each step looks first whether it is needed."""

    help = "准备数据表、页面样式和(空数据库里的)演示社区"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--note FILE` and `--empty`."""
        parser.add_argument("--note", type=Path, help="把结果记在这个文件里")
        parser.add_argument("--empty", action="store_true", help="不建演示社区")

    def handle(self, *, note: Path | None, empty: bool, **options: Any) -> None:
        """Do the steps in the order in which they need one another."""
        self._timed("建立或更新数据表", call_command, "migrate", verbosity=0, needed=has_open_migrations())
        self._timed("准备页面样式", gather_static_files, needed=static_state() != kept_static_state())
        was_demo = bool(note and note.exists() and json.loads(note.read_text()).get("users"))
        if not empty and os.environ.get("SZ_DEMO") != "0" and is_database_empty():
            self._timed("建立演示社区", call_command, "demo", verbosity=0, needed=True)
            was_demo = True
        if note:
            note.touch(mode=0o600)  # it holds the demo's sign-ins
            note.write_text(json.dumps(demo_sign_ins() if was_demo else {"users": []}, ensure_ascii=False))

    def _timed(self, words: str, step: Callable[..., object], *args: Any, needed: bool, **how: Any) -> None:
        if not needed:
            return
        started = time.monotonic()
        self.stdout.write(f"{words}……", ending="")
        self.stdout.flush()
        step(*args, **how)
        self.stdout.write(f"好了({time.monotonic() - started:.1f} 秒)。")


def has_open_migrations() -> bool:
    """Say whether the database lacks a migration of the tree."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_database_empty() -> bool:
    """Say whether nobody has entered anything yet."""
    from sanzhang.foundation.people.models import Person
    from sanzhang.organisation.territory.models import Place

    return not (Place.objects.exists() or Person.objects.exists())


def demo_sign_ins() -> dict[str, Any]:
    """Ask the demo for its sign-ins and pages."""
    answer = io.StringIO()
    call_command("demo", users_json=True, verbosity=0, stdout=answer)
    told = json.loads(answer.getvalue())
    return told if isinstance(told, dict) else {"users": told}


def gather_static_files() -> None:
    """Bundle our own sheets and scripts, and collect all static files with their compressed copies."""
    call_command("bundle", verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED)
    _static_stamp().write_text(static_state())


def static_state() -> str:
    """Return the hash of everything that ends in a static file."""
    root = settings.BASE_DIR / "sanzhang"
    files = [
        *(root / "web" / "look").rglob("*"),
        *root.glob("*/*/static/**/*"),
        *root.glob("web/static/**/*"),
    ]
    seen = [
        f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in sorted(files) if file.is_file()
    ]
    lock = (settings.BASE_DIR / "requirements" / "run.txt").read_text()
    return hashlib.sha256("\n".join([*seen, lock]).encode()).hexdigest()


def kept_static_state() -> str:
    """Return the state of the last gathering, or nothing if there was none here."""
    return _static_stamp().read_text() if _static_stamp().exists() and settings.STATIC_ROOT.is_dir() else ""


def _static_stamp() -> Path:
    return Path(settings.DATA_DIR) / "static.stamp"
