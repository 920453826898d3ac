"""`./sz verify`: has anybody changed, cut or forged the journal?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sanzhang.foundation.journal import queries
from sanzhang.foundation.journal.models import Entry


class Command(BaseCommand):
    """Walks every chain from its first entry to its head; with an anchor also against what was kept outside."""

    help = "核对日志是否被改动过;--anchor 用另处保管的指纹文件一起核对"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file of an anchor."""
        parser.add_argument("--anchor", metavar="FILE", help="./sz anchor 写出的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each chain's first fault. Raises: CommandError — there is one (exit code 1)."""
        faults = list(queries.faults(self._anchored(options["anchor"])))
        if faults:
            raise CommandError("日志被改动过:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.stdout.write(f"日志完整:{Entry.objects.count():,} 条,没有被改动过。")

    def _anchored(self, file: str | None) -> dict[str, list[Any]] | None:
        if not file:
            return None
        try:
            heads: dict[str, list[Any]] = json.loads(Path(file).read_text())["heads"]
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise CommandError(f"读不了指纹文件 {file}:{fault}") from fault
        return heads
