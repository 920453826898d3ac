"""The house read from its own source: floors, rooms, cards, who imports whom, which clause lives where."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
FLOORS = {
    "foundation": "地面",
    "organisation": "一层 组织(§1–§3)",
    "duties": "二层 职责(§4–§8)",
    "mechanisms": "三层 机制(§9–§12)",
    "support": "四层 保障(§13–§15)",
}
DOOR = "web"
CLAUSE = re.compile(r"§(\d+(?:\.\d+)?)")
ROOM_NAME = re.compile(r"sanzhang\.(\w+)\.(\w+)")


@dataclass(frozen=True)
class Room:
    """One room: a package with an `apps.py` on one of the floors."""

    floor: str
    name: str

    @property
    def folder(self) -> Path:
        """Return where the room lies."""
        return SOURCE / self.floor / self.name

    @cached_property
    def card(self) -> str:
        """Return the docstring of its `__init__.py`."""
        return ast.get_docstring(ast.parse((self.folder / "__init__.py").read_text())) or ""

    @cached_property
    def title(self) -> str:
        """Return the first line of the card without its clauses."""
        return CLAUSE.sub("", self.card.partition("\n")[0]).strip()

    @cached_property
    def clauses(self) -> list[str]:
        """Return the clauses that the first line of the card names."""
        return CLAUSE.findall(self.card.partition("\n")[0])

    @cached_property
    def tests(self) -> list[Path]:
        """Return its test files."""
        return sorted((self.folder / "tests").glob("test_*.py"))

    def sources(self) -> Iterator[tuple[Path, ast.Module]]:
        """Yield each of its files with its syntax tree; tests and migrations left out."""
        for file in sorted(self.folder.rglob("*.py")):
            if not {"tests", "migrations"} & set(file.relative_to(self.folder).parts):
                yield file, ast.parse(file.read_text())

    @cached_property
    def asks(self) -> list[str]:
        """Return the rooms it imports, as `floor.name`."""
        found = {match for _, tree in self.sources() for match in _imported_rooms(tree)}
        return sorted(
            f"{floor}.{name}"
            for floor, name in found
            if floor in FLOORS and (floor, name) != (self.floor, self.name)
        )

    @cached_property
    def listens(self) -> list[tuple[str, str]]:
        """Return pairs of event and function from its `@listens("…")`."""
        return [
            (str(decorator.args[0].value), node.name)
            for _, tree in self.sources()
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call)
            and _name_of(decorator.func) == "listens"
            and decorator.args
            and isinstance(decorator.args[0], ast.Constant)
        ]


def rooms() -> list[Room]:
    """Return every room, floor by floor from the ground up."""
    return [
        Room(floor, app.parent.name)
        for floor in FLOORS
        for app in sorted((SOURCE / floor).glob("*/apps.py"))
        if (app.parent / "__init__.py").exists()
    ]


def clause_key(clause: str) -> tuple[int, ...]:
    """Return what sorts §4.2 before §10."""
    return tuple(int(part) for part in clause.split("."))


def by_clause() -> dict[str, list[Room]]:
    """Return each clause that has a room, in order, with its rooms."""
    found: dict[str, list[Room]] = {}
    for room in rooms():
        for clause in room.clauses:
            found.setdefault(clause, []).append(room)
    return dict(sorted(found.items(), key=lambda pair: clause_key(pair[0])))


def _imported_rooms(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if match := ROOM_NAME.match(name):
                yield match[1], match[2]


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
