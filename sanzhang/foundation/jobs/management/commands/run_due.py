"""`./sz run-due --at TIME`: run whatever is due up to a time, once."""

import os
import secrets
import socket
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sanzhang.foundation.jobs import clock, worker


class Command(BaseCommand):
    """Runs the clock and the queue as of a time."""

    help = "执行到期的定时任务和排队的任务:--at 2026-11-23T17:00(北京时间;不写就是现在)"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the time."""
        parser.add_argument("--at", default="")

    def handle(self, *args: Any, at: str = "", **options: Any) -> None:
        """Run what is due and say how much it was; exit 1 if a schedule failed."""
        when = read_time(at) if at else timezone.now()
        worker.take_back(timezone.now())
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        try:
            ticks, jobs = clock.run_due(when, name)
        except clock.SomeFailed as fault:
            raise CommandError(f"这些定时任务没有办成:{fault}。原因在日志里。") from fault
        self.stdout.write(
            f"到 {when.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M} 为止:"
            f"定时任务 {ticks} 次,排队任务 {jobs} 件。"
        )


def read_time(text: str) -> datetime:
    """Return an aware time; without a zone it is Beijing time. Raises: CommandError."""
    try:
        when = parse_datetime(text)
    except ValueError:
        when = None
    if when is None:
        raise CommandError(f"看不懂时间“{text}”。请写成 2026-11-23T17:00 或 2026-11-23T09:00:00Z 这样。")
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
