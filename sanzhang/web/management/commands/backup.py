"""`./sz backup FILE`: one encrypted file with everything."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sanzhang.web.backup import write_backup


class Command(BaseCommand):
    """Write a backup; the passphrase comes from SZ_BACKUP_PASSPHRASE or is made and printed once."""

    help = "备份数据库、照片、日志锚点和密钥到一个加密文件"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        given = os.environ.get("SZ_BACKUP_PASSPHRASE")
        passphrase = given or secrets.token_urlsafe(18)
        sizes = write_backup(options["file"], passphrase)
        self.stdout.write(
            f"已备份 {len(sizes)} 个文件,共 {sum(sizes.values()) / 1e6:.1f} MB:{options['file']}"
        )
        if not given:
            self.stdout.write(f"恢复口令(只显示这一次,请另处保管):{passphrase}")
