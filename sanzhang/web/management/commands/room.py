"""`./sz room FLOOR/NAME "§9 Title: what it is"`: write the card and the furniture of a new room."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sanzhang.web.house import CLAUSE, FLOORS

CARD = '''"""{title}

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
'''
APPS = '''"""{word} as a Django app."""

from django.apps import AppConfig


class {word}Config(AppConfig):
    """Registers the room."""

    name = "sanzhang.{floor}.{name}"
    label = "{name}"
    verbose_name = "{word}"
'''
FURNITURE = {
    "rules.py": '"""What {name} decides with values in hand; knows no framework."""\n',
    "models.py": '"""What {name} keeps, and what must hold whoever writes."""\n',
    "queries.py": '"""What others may ask {name}."""\n',
    "actions.py": '"""What can be done in {name}: each asks the table first, ends with an entry."""\n',
    "forms.py": '"""What people type into {name}."""\n',
    "pages.py": '"""The pages of {name}."""\n',
    "urls.py": '"""Addresses of {name}."""\n\n'
    "from django.urls import URLPattern\n\nurlpatterns: list[URLPattern] = []\n",
    "inventory.py": '"""Every field of {name} and why it is kept."""\n\n'
    "from sanzhang.foundation.records.inventory import Fields\n\nFIELDS: Fields = {{}}\n",
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}


class Command(BaseCommand):
    """Write the files of a new room; refuses to touch an existing one."""

    help = "新建一室"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place of the room and the first line of its card."""
        parser.add_argument("place", help=f"楼层/名字,楼层是 {'、'.join(FLOORS)} 之一")
        parser.add_argument("title", help="门牌第一行,例如 “§9 Consultation: …”")

    def handle(self, *, place: str, title: str, **options: Any) -> None:
        """Check the wish, write the furniture, say what to do next."""
        floor, _, name = place.partition("/")
        if floor not in FLOORS or not re.fullmatch(r"[a-z][a-z_]+", name):
            raise CommandError(f"写成 楼层/名字,例如 duties/mediation;楼层只有 {'、'.join(FLOORS)}。")
        if bool(CLAUSE.search(title)) == (floor == "foundation"):
            raise CommandError("门牌第一行要以条款开头,例如 “§6 Mediation: …”;地面各室没有条款。")
        folder = Path(settings.BASE_DIR) / "sanzhang" / floor / name
        if folder.exists():
            raise CommandError(f"{folder} 已经有了。")
        furnish(folder, floor=floor, name=name, title=title)
        self.stdout.write(f"建好了 {folder.relative_to(settings.BASE_DIR)}。下一步:")
        self.stdout.write(f"  1 在 sanzhang/web/settings.py 的 ROOMS 里加上 sanzhang.{floor}.{name}")
        self.stdout.write("  2 写完门牌(__init__.py)的三行,然后 ./sz check")


def furnish(folder: Path, *, floor: str, name: str, title: str) -> None:
    """Write card, app and furniture of one room."""
    words = {"floor": floor, "name": name, "title": title, "word": name.title().replace("_", "")}
    for file, text in {"__init__.py": CARD, "apps.py": APPS, **FURNITURE}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text.format(**words))
