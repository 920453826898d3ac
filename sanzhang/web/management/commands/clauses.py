"""`./sz clauses`: write docs/clauses.md, the map clause → room → tests, from the room cards."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sanzhang.web.house import Room, by_clause

HEAD = """# Clauses and rooms

Which room serves which clause of the city's document, and which tests show it. Written by `./sz clauses`
from the room cards (the docstring of each room's `__init__.py`); change the card, not this page.

| clause | room | what it is | tests |
|---|---|---|---|
"""


class Command(BaseCommand):
    """Write or check the map."""

    help = "由各室门牌生成 docs/clauses.md"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--check`: fail instead of writing when the page is out of date."""
        parser.add_argument("--check", action="store_true", help="只看是否要更新")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Write the page, or say that it is out of date."""
        page = settings.BASE_DIR / "docs" / "clauses.md"
        if not check:
            page.write_text(render())
        elif not page.exists() or page.read_text() != render():
            raise CommandError("docs/clauses.md is out of date: run ./sz clauses")


def render() -> str:
    """Return the whole page."""
    return HEAD + "".join(_line(clause, room) for clause, found in by_clause().items() for room in found)


def _line(clause: str, room: Room) -> str:
    home = f"sanzhang/{room.floor}/{room.name}"
    tests = ", ".join(
        f"[{test.stem.removeprefix('test_')}](../{home}/tests/{test.name})" for test in room.tests
    )
    return (
        f"| §{clause} | [{room.floor}.{room.name}](../{home}/__init__.py) | {room.title} | {tests or '—'} |\n"
    )
