"""`./sz cut_estates LIST.csv OUT.xlsx`: a sheet of buildings to import, cut from a list of real estates."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.organisation.territory.rules.buildings_table import BuildingLine
from sanzhang.organisation.territory.rules.estates import (
    Estate,
    cut_estate,
    invented_names,
    nearest,
    read_estates,
)

HEADS = ("网格", "小区", "楼栋", "单元", "楼层数", "每层户数", "户数", "建成年份", "地址", "经度", "纬度")
CENTRE = "125.3245,43.8868"  # Changchun, People's Square


class Command(BaseCommand):
    """Cut estates that lie together into buildings and units, under invented names."""

    help = "从小区清单(estates.csv)切出一个社区的楼栋表,名称是编的"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the list, where to write, around which point, how many households."""
        parser.add_argument("list", type=Path)
        parser.add_argument("out", type=Path)
        parser.add_argument("--near", default=CENTRE, help="经度,纬度(WGS-84)")
        parser.add_argument("--households", type=int, default=4000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the sheet."""
        try:
            with options["list"].open(encoding="utf-8-sig", newline="") as file:
                estates = read_estates(csv.DictReader(file))
            longitude, latitude = map(float, options["near"].split(","))
        except (OSError, ValueError) as fault:
            raise CommandError(f"读不了:{fault}") from fault
        chosen = nearest(estates, (longitude, latitude), options["households"])
        lines = cut_all(chosen, seed=options["seed"])
        rows = [row for line in lines for row in rows_of(line)]
        options["out"].write_bytes(write_workbook([Table("楼栋", HEADS, rows)]))
        households = sum(len(unit.doors) for line in lines for unit in line.units.values())
        told = (
            f"{len(chosen)} 个小区,{len(lines)} 栋楼,{households} 户,{lines[-1].grid if lines else 0} 个网格"
        )
        self.stdout.write(f"已写 {options['out']}:{told}。")


def cut_all(estates: list[Estate], *, seed: int) -> list[BuildingLine]:
    """Return the buildings of all estates under invented names; each estate begins a grid of its own."""
    lines: list[BuildingLine] = []
    for estate, name in zip(estates, invented_names(seed), strict=False):
        first = lines[-1].grid + 1 if lines else 1
        hidden = Estate(name, estate.households, estate.place, estate.built, estate.buildings)
        lines += cut_estate(hidden, seed=seed, first_grid=first)
    return lines


def rows_of(line: BuildingLine) -> list[tuple[Any, ...]]:
    """Return one row a unit, in the order of HEADS."""
    first = next(iter(line.units.values()))
    doors = max(door.door for door in first.doors.values())
    return [
        (
            f"第{line.grid}网格",
            line.estate,
            line.name,
            f"{unit.number}单元",
            line.floors,
            doors,
            len(unit.doors),
            line.built or "",
            line.address,
            line.longitude,
            line.latitude,
        )
        for unit in line.units.values()
    ]
