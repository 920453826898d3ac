"""Sizes: hard stops, not aims."""

import ast

from tests.house.source import SOURCE, found_nothing, python_files, text_of, tracked, tree_of, where

LONGEST = {".py": 400, ".js": 40, ".css": 80}
LONGEST_FUNCTION = 50


def length(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_longer_than_its_kind_may_be() -> None:
    ours = [file for file in tracked() if SOURCE in file.parents and file.suffix in LONGEST]
    ours = [file for file in ours if "migrations" not in file.parts]
    faults = [
        f"{where(file)} {length(text_of(file))}"
        for file in ours
        if length(text_of(file)) > LONGEST[file.suffix]
    ]
    found_nothing(faults, f"Longest: {LONGEST}. A longer Python file becomes a folder, one file a verb:")


def test_no_function_is_longer_than_fifty_lines() -> None:
    faults = [
        f"{where(file, node)} {node.name} {node.end_lineno - node.lineno + 1}"
        for file in python_files()
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    found_nothing(faults, "One level of thought a function:")


def test_half_of_the_files_are_short() -> None:
    lengths = sorted(length(text_of(file)) for file in python_files())

    assert lengths[len(lengths) // 2] <= 100
