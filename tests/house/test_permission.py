"""Permission: no address and no action that the one table does not know."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sanzhang.foundation.permission.table import TABLE
from sanzhang.web.management.commands.routes import routes
from tests.house.source import SOURCE, found_nothing, python_files, room_files, text_of, tree_of, where

ASKING = {"require", "may", "areas", "page"}
OPEN_ADDRESSES = ("healthz", "readyz")  # a load balancer asks without a name, and learns nothing of anybody
# Means by which an action does its work: they run inside an action that has asked, never by themselves.
INSIDE_AN_ACTION = {f"foundation/{name}" for name in ("journal", "jobs", "channels", "files", "paper")}


def calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def named_action(call: ast.Call) -> str | None:
    """Return the literal name of an action that a call of `require`, `may`, `areas` or `page` hands over."""
    words = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "action")]
    texts = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return next((text for text in texts if "." in text), None)


@cache
def asked() -> list[tuple[str, str]]:
    return [
        (where(file, call), name)
        for file in python_files()
        for call in calls(file)
        if called(call) in ASKING and (name := named_action(call))
    ]


def public_actions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Yield the verbs of each room: what `__all__` names, or without it every function without an underscore."""
    for file in room_files("actions"):
        room = SOURCE.joinpath(*file.relative_to(SOURCE).parts[:2])
        if "/".join(room.relative_to(SOURCE).parts) in INSIDE_AN_ACTION:
            continue
        face = public_face(room)
        for node in tree_of(file).body:
            if isinstance(node, ast.FunctionDef) and (node.name in face if face else node.name[0] != "_"):
                yield file, node


@cache
def public_face(room: Path) -> set[str]:
    for file in (room / "actions.py", room / "actions" / "__init__.py"):
        for node in tree_of(file).body if file.exists() else []:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                return set(ast.literal_eval(node.value))
    return set()


def test_whatever_is_asked_is_in_the_table() -> None:
    found_nothing([f"{place} {name}" for place, name in asked() if name not in TABLE], "No such row:")


def test_every_row_of_the_table_is_asked_somewhere() -> None:
    everything = "\n".join(text_of(file) for file in python_files() if not is_table(file))
    faults = [name for name in TABLE if f'"{name}"' not in everything]
    found_nothing(faults, "Nobody asks for the row; take it out until somebody does:")


def test_every_address_names_its_row() -> None:
    faults = [
        f"/{route.path} ({route.view})"
        for route in routes()
        if route.action not in TABLE
        and route.path not in OPEN_ADDRESSES
        and not route.view.startswith("ninja.")
    ]
    found_nothing(faults, "Put @page(…) on the view:")


def test_every_operation_of_the_interface_names_its_row() -> None:
    faults = [
        f"{where(file, node)} {node.name}"
        for file in python_files()
        if "api" in file.relative_to(SOURCE).with_suffix("").parts
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef)
        and re.search(
            r"\b(?:api|router)\.(?:get|post|put|patch|delete)\b",
            " ".join(map(ast.unparse, node.decorator_list)),
        )
        and not any(isinstance(part, ast.Constant) and part.value in TABLE for part in ast.walk(node))
    ]
    found_nothing(faults, "Name the row that lets somebody in:")


def test_every_action_is_told_who_and_when() -> None:
    faults = [
        f"{where(file, node)} {node.name}"
        for file, node in public_actions()
        if not {"by", "at"} <= {argument.arg for argument in node.args.kwonlyargs}
    ]
    found_nothing(faults, "`by` and `at` are keyword-only arguments of every action:")


def test_every_action_asks_the_table() -> None:
    faults = [
        f"{where(file, node)} {node.name}"
        for file, node in public_actions()
        if not asks(node, file, seen=set())
    ]
    found_nothing(faults, 'permission.require(by, "room.verb", …, at=at) is missing:')


def asks(function: ast.FunctionDef, file: Path, *, seen: set[str]) -> bool:
    """Say whether a function names a row of the table, or hands over to one of its room that does."""
    siblings = functions_of_room(file)
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and node.value in TABLE:
            return True
        name = called(node) if isinstance(node, ast.Call) else ""
        if name in siblings and name not in seen:
            seen.add(name)
            if asks(siblings[name], file, seen=seen):
                return True
    return False


@cache
def functions_of_room(file: Path) -> dict[str, ast.FunctionDef]:
    room = SOURCE.joinpath(*file.relative_to(SOURCE).parts[:2])
    return {
        node.name: node
        for other in room_files("actions")
        if room in other.parents
        for node in tree_of(other).body
        if isinstance(node, ast.FunctionDef)
    }


def test_rules_queries_models_and_actions_never_read_the_clock() -> None:
    kinds = ("rules", "models", "queries", "actions")
    faults = [
        where(file, call)
        for kind in kinds
        for file in room_files(kind)
        for call in calls(file)
        if called(call) in ("now", "today", "utcnow")
        or (called(call) in ("localdate", "localtime") and not call.args)
    ]
    found_nothing(faults, "Time is handed in as `at`:")


def test_no_page_writes_by_itself() -> None:
    writing = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update"}
    faults = [
        where(file, call)
        for file in room_files("pages")
        for call in calls(file)
        if called(call) in writing
        or (called(call) in ("update", "delete") and "objects" in ast.unparse(call.func))
    ]
    found_nothing(faults, "One action a page; no page writes:")


def is_table(file: Path) -> bool:
    """Say whether a file is part of the table itself."""
    return file.parent.name == "permission" and (file.stem == "table" or file.stem.startswith("rows_"))
