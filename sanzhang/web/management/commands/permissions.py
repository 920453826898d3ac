"""`./sz permissions`: write docs/permissions.md, the table of who may do what, as people read it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sanzhang.foundation.permission.table import TABLE, Rule

HEAD = """# Who may do what

Every page and every action names one row of this table (`sanzhang/foundation/permission/table.py`); what is
not in it can't be done. A seat counts from the first minute of a tenure to its last. What lies outside
somebody's area looks as if it did not exist. Written by `./sz permissions`; change the table, not this page.

| action | seats | over | besides | told to others |
|---|---|---|---|---|
"""
OVER = {
    "place": "what lies in the seat's area",
    "rung": "what lies in the area and waits at the seat's rung",
    "kept": "persons whom the seat looks after",
    "community": "the seat's own community",
    "anywhere": "anything",
    "signed_in": "any person signed in",
    "anyone": "everybody, signed in or not",
}


class Command(BaseCommand):
    """Write or check the page."""

    help = "由权限表生成 docs/permissions.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--check`: fail instead of writing when the page is out of date."""
        parser.add_argument("--check", action="store_true", help="只看是否要更新")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Write the page, or say that it is out of date."""
        page = settings.BASE_DIR / "docs" / "permissions.md"
        if not check:
            page.write_text(render())
        elif not page.exists() or page.read_text() != render():
            raise CommandError("docs/permissions.md is out of date: run ./sz permissions")


def render() -> str:
    """Return the whole page."""
    return HEAD + "".join(_line(action, rule) for action, rule in sorted(TABLE.items()))


def _line(action: str, rule: Rule) -> str:
    besides = ["the clock"] if rule.system else []
    besides += ["whoever it is about"] if rule.own else []
    besides += [f"whoever holds the {rule.bearer}'s receipt"] if rule.bearer else []
    seats = ", ".join(seat.replace("_", " ") for seat in rule.seats)
    over = OVER.get(rule.over, rule.over) if rule.seats or rule.over in ("anyone", "signed_in") else "—"
    words = rule.words if rule.over != "anyone" else ""
    return f"| `{action}` | {seats or '—'} | {over} | {', '.join(besides) or '—'} | {words} |\n"
