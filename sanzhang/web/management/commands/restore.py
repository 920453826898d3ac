"""`./sz restore FILE`: put a backup in place of what is here."""

import getpass
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from sanzhang.web.backup import CannotRestore, restore_backup


class Command(BaseCommand):
    """Restore a backup; refuses to replace a database that holds people unless told to."""

    help = "从备份恢复;恢复前请先停掉服务"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name and the word that allows replacing."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="现有数据全部换成备份里的")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, restore, say so."""
        if not options["file"].exists():
            raise CommandError(f"没有这个文件:{options['file']}")
        if not options["replace"] and _holds_people():
            raise CommandError("这里已经有数据。要全部换成备份里的,请加 --replace。")
        passphrase = os.environ.get("SZ_BACKUP_PASSPHRASE") or getpass.getpass("恢复口令:")
        try:
            parts = restore_backup(options["file"], passphrase)
        except CannotRestore as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"已恢复 {len(parts)} 个文件。请运行 ./sz verify 核对日志,再启动服务。")


def _holds_people() -> bool:
    if "people_person" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_person LIMIT 1")
        return cursor.fetchone() is not None
