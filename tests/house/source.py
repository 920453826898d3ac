"""The tracked source as the checks read it: every file once."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from sanzhang.web.house import FLOORS, SOURCE

HERE = SOURCE.parent


@cache
def tracked() -> list[Path]:
    """Return every file that is in the repository or about to be; without git, every file of the source."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    outcome = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if outcome.returncode:
        names = [
            p for place in ("sanzhang", "tests", "docs", "requirements") for p in (HERE / place).rglob("*")
        ]
        return [path for path in names if path.is_file() and "__pycache__" not in path.parts]
    return [HERE / name for name in sorted(outcome.stdout.split("\0")) if name and (HERE / name).is_file()]


@cache
def text_of(file: Path) -> str:
    """Return a file's text; nothing for a picture or a font."""
    try:
        return file.read_text()
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(text_of(file))


def is_test(file: Path) -> bool:
    """Say whether a file only tests."""
    return bool({"tests", "benchmarks"} & set(file.relative_to(HERE).parts)) or file.name == "conftest.py"


@cache
def python_files() -> list[Path]:
    """Return our own Python files, without tests and migrations."""
    found = [file for file in tracked() if file.suffix == ".py" and SOURCE in file.parents]
    return [file for file in found if not is_test(file) and "migrations" not in file.parts]


def room_files(name: str) -> list[Path]:
    """Return every room's file (or the files of its folder) of one kind of furniture, such as `actions`."""
    return [
        file
        for file in python_files()
        if file.relative_to(SOURCE).parts[0] in FLOORS
        and len(file.relative_to(SOURCE).parts) > 2
        and file.relative_to(SOURCE).parts[2] in (name, f"{name}.py")
    ]


def where(file: Path, node: ast.AST | int | None = None) -> str:
    """Return `path:line` as an editor understands it."""
    line = node if isinstance(node, int) else getattr(node, "lineno", 1)
    return f"{file.relative_to(HERE)}:{line}"


def found_nothing(faults: list[str], words: str) -> None:
    """Fail with all faults, one a line, and with what to do about them."""
    assert not faults, f"{words}\n  " + "\n  ".join(faults)
