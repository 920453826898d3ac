"""`./sz anchor`: write the heads of all chains to a file that is kept elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sanzhang.foundation.journal import actions
from sanzhang.foundation.permission import SYSTEM


class Command(BaseCommand):
    """What was anchored can't be cut off or recomputed unnoticed (R9)."""

    help = "把日志此刻的指纹写到文件里,请另处保管"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and print where it lies."""
        self.stdout.write(str(actions.anchor(by=SYSTEM, at=timezone.now())))
