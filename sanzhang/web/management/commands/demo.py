"""`./sz demo`: the demo community, from a fixed seed; `--users-json` tells its people and how they sign in."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sanzhang.web.demo.build import AlreadyBuilt, build


class Command(BaseCommand):
    """Build the demo in an empty database, or tell of one that is there."""

    help = "建立演示社区(数据库要是空的)"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the time as of which to build, and whether to tell people as JSON."""
        parser.add_argument("--at", help="截至哪个时间,例如 2026-11-23T09:00:00+08:00;不写就是现在")
        parser.add_argument(
            "--users-json", action="store_true", help="列出演示人员和登录方式(没有建过就先建)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build if need be, then tell."""
        file = Path(settings.DATA_DIR) / "demo" / "users.json"
        if options["users_json"] and file.exists():
            self.stdout.write(file.read_text())
            return
        at = datetime.fromisoformat(options["at"]) if options["at"] else timezone.now()
        try:
            told = build(at=at)
        except AlreadyBuilt as fault:
            raise CommandError(
                "数据库里已经有社区。演示社区只能建在空数据库里:换一个 DATA_DIR,或删掉 var/。"
            ) from fault
        if options["users_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            community = told["community"]
            self.stdout.write(f"演示社区建好了:{community['name']},{community['households']} 户。")
