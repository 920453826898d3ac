"""Words: one concept, one word, in code and on screens."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import (
    SOURCE,
    found_nothing,
    python_files,
    room_files,
    text_of,
    tracked,
    tree_of,
    where,
)

# A matter is a matter, a leader is a leader (docs/glossary.md). Only Django's kind is a Manager.
FORBIDDEN = {"case", "ticket", "issue", "staff", "officer", "manager", "chief"}
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "managers",
    "misc",
    "tools",
    "exceptions",
}
# What a neighbour would not say; 请稍后再试 only with what to do instead.
UNFRIENDLY = ("非法", "无效", "错误代码", "操作失败", "抱歉", "操作成功", "权限不足", "参数错误")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/", re.DOTALL)


def definitions() -> Iterator[tuple[Path, ast.AST, str]]:
    for file in python_files():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield file, node, node.name


def parts_of(name: str) -> set[str]:
    """Split snake_case and CamelCase into lower-case words, plural s taken off."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word.lower() for word in words} | {word.lower().removesuffix("s") for word in words}


def test_no_other_word_for_a_matter_or_a_leader_in_a_name() -> None:
    faults = [
        f"{where(file, node)} {name}"
        for file, node, name in definitions()
        if parts_of(name) & FORBIDDEN and not is_manager_of_django(node)
    ]
    faults += [where(file) for file in python_files() if parts_of(file.stem) & FORBIDDEN]
    found_nothing(faults, "The glossary has one word for it (matter, leader); not:")


def is_manager_of_django(node: ast.AST) -> bool:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return any("Manager" in ast.unparse(base) for base in bases)


def test_nothing_lives_in_a_drawer() -> None:
    rooms_by_clause = {SOURCE / "duties" / "services"}  # §7 is called so
    faults = [
        where(file)
        for file in python_files()
        if {file.stem, file.parent.name} & DRAWERS and not rooms_by_clause & set(file.parents)
    ]
    found_nothing(faults, "Name the file after what it does:")


def test_no_unfriendly_word_reaches_a_person() -> None:
    faults = [
        f"{where(file, number)} {word}"
        for file in tracked()
        if SOURCE in file.parents and file.suffix in (".py", ".html", ".js", ".txt", ".typ")
        if "tests" not in file.parts  # a test may name what must not be said
        for number, line in enumerate(text_of(file).splitlines(), 1)
        for word in UNFRIENDLY
        if word in line
    ]
    found_nothing(faults, "Say what is wrong and what to do, in the label's own words:")


def test_please_try_later_never_stands_alone() -> None:
    faults = [
        where(file, node)
        for file in python_files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Constant)
        and str(node.value).strip("。,!") in ("请稍后再试", "稍后再试", "请重试")
    ]
    found_nothing(faults, "Say what is wrong and what else to do:")


def test_pages_never_call_a_variable_post() -> None:
    faults = [
        where(file, node)
        for file in room_files("pages")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Name) and node.id == "post" and isinstance(node.ctx, ast.Store)
    ]
    found_nothing(faults, "In a page POST is a method; call the chair `chair`:")


def test_no_page_shows_english_or_none() -> None:
    faults = []
    for file in (f for f in tracked() if SOURCE in f.parents and f.suffix == ".html"):
        shown = re.sub(
            r"\{% block width %\}.*?\{% endblock %\}|<(script|style|svg)\b.*?</\1>|<[^>]*>|\{%.*?%\}|\{\{.*?\}\}|&\w+;",
            " ",
            visible(file),
            flags=re.DOTALL,
        )
        faults += [
            f"{where(file)} {word}" for word in re.findall(r"[A-Za-z]{4,}", shown) if word not in KNOWN
        ]
    found_nothing(faults, "People read Chinese; not:")


KNOWN = {"Excel", "xlsx", "CSV"}


def visible(file: Path) -> str:
    return COMMENT.sub(
        " ", re.sub(r"\{% comment %\}.*?\{% endcomment %\}", " ", text_of(file), flags=re.DOTALL)
    )
