"""`./sz worker`: run the queue and the clock until told to end."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from sanzhang.foundation.jobs.worker import Worker


class Command(BaseCommand):
    """Runs one worker."""

    help = "运行后台任务,直到收到结束信号"

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C; the job at hand is finished first."""
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
