"""`./sz inventory`: every field of every table, and what lies in files, with purpose, basis, readers and retention."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from sanzhang.foundation.records.inventory import CLASS_WORDS, all_fields, all_files


class Command(BaseCommand):
    """Print the data inventory."""

    help = "列出全部数据字段的用途和依据"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--json`."""
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *, json: bool, **options: Any) -> None:
        """Print a list for people or JSON for programs."""
        rows = inventory_rows()
        if json:
            self.stdout.write(as_json(rows))
            return
        for row in rows:
            words = f"{CLASS_WORDS[row['data_class']]}  {row['purpose']}"
            self.stdout.write(f"{row['room']}.{row['field']:<40} {words}")


def inventory_rows() -> list[dict[str, str]]:
    """Return one row a field: room, "Model.field" or file, and what the inventory says."""
    return [
        {"room": room.removeprefix("sanzhang."), "field": field, **asdict(entry)}
        for room, fields in [*all_fields().items(), *all_files().items()]
        for field, entry in fields.items()
    ]


def as_json(rows: list[dict[str, str]]) -> str:
    """Return the rows as a JSON list."""
    return json.dumps(rows, ensure_ascii=False, indent=1)
