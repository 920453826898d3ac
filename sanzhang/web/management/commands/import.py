"""`./sz import buildings|divisions|leaders|members FILE …`: the imports of the screens, by command."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sanzhang.foundation.paper.tables import Sheet, UnreadableTable, read_tables
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts.actions.import_leaders import import_leaders, plan_leaders, read_leaders
from sanzhang.organisation.posts.actions.import_members import import_members, plan_members, read_members
from sanzhang.organisation.territory.actions import import_buildings, import_divisions, plan_import
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from sanzhang.organisation.territory.rules.divisions_table import read_divisions


class Command(BaseCommand):
    """Import a file whole or not at all; each fault is printed with sheet, row and column."""

    help = "导入楼栋(buildings)、区划代码(divisions)或三长名单(leaders)、网格成员(members)"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what, which file, which community."""
        parser.add_argument("what", choices=("buildings", "divisions", "leaders", "members"))
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", help="社区的 12 位代码")
        parser.add_argument("--dry-run", action="store_true", help="只看会改什么,不改")
        parser.add_argument("--close-missing", action="store_true", help="表里没有的楼栋、单元和门牌一并关闭")
        parser.add_argument("--villages", action="store_true", help="区划代码连同乡和村一起导入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, then do as asked."""
        try:
            sheets = read_tables(options["file"].read_bytes(), options["file"].name)
        except (UnreadableTable, OSError) as fault:
            raise CommandError(str(fault)) from fault
        getattr(self, options["what"])(sheets, timezone.now(), options)

    def buildings(self, sheets: list[Sheet], at: datetime, options: dict[str, Any]) -> None:
        """Import buildings, units and households."""
        community = _community(options["community"])
        table = read_buildings(sheets)
        self._refuse(table.faults)
        if options["dry_run"]:
            self._say(plan_import(community, table).figures(), "试导入,没有改动")
        else:
            close = options["close_missing"]
            plan = import_buildings(community, table, by=SYSTEM, at=at, close_missing=close)
            self._say(plan.figures(), "已导入")

    def divisions(self, sheets: list[Sheet], at: datetime, options: dict[str, Any]) -> None:
        """Import the State's division codes."""
        table = read_divisions(sheets, villages=options["villages"])
        self._refuse(table.faults)
        if options["dry_run"]:
            self._say({"代码": len(table.names)}, "试导入,没有改动")
        else:
            done = import_divisions(table, by=SYSTEM, at=at)
            self._say({"新增": done["added"], "改名": done["renamed"]}, "已导入")

    def leaders(self, sheets: list[Sheet], at: datetime, options: dict[str, Any]) -> None:
        """Seat leaders from a list."""
        community = _community(options["community"])
        table = read_leaders(sheets, community, at=at)
        self._refuse(table.faults)
        if options["dry_run"]:
            self._say(plan_leaders(community, table, at=at).figures(), "试导入,没有改动")
        else:
            self._say(import_leaders(community, table, by=SYSTEM, at=at).figures(), "已导入")

    def members(self, sheets: list[Sheet], at: datetime, options: dict[str, Any]) -> None:
        """Enter grid members from a list."""
        community = _community(options["community"])
        table = read_members(sheets, community, at=at)
        self._refuse(table.faults)
        if options["dry_run"]:
            self._say(plan_members(community, table, at=at).figures(), "试导入,没有改动")
        else:
            self._say(import_members(community, table, by=SYSTEM, at=at).figures(), "已导入")

    def _refuse(self, faults: list[Fault]) -> None:
        if faults:
            for fault in faults:
                self.stderr.write(f"工作表“{fault.sheet}”{fault.column}列 {fault.sentence()}")
            raise CommandError(f"有 {len(faults)} 处要改。没有导入任何一行。")

    def _say(self, figures: dict[str, int], head: str) -> None:
        told = ",".join(f"{name} {count}" for name, count in figures.items() if count) or "没有变化"
        self.stdout.write(f"{head}:{told}。")


def _community(code: str | None) -> Place:
    found = Place.objects.filter(kind="community", path=code or "", closed_on=None).first()
    if found is None:
        raise CommandError(f"没有代码是“{code or ''}”的社区。请用 --community 写 12 位社区代码。")
    return found
