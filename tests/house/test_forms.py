"""Forms: sent twice, done once; and sent from our own page."""

import ast
import re
from pathlib import Path

from tests.house.source import SOURCE, found_nothing, python_files, text_of, tracked, tree_of, where

POST_FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)


def post_forms() -> list[tuple[Path, int, str]]:
    pages = [file for file in tracked() if file.suffix == ".html" and SOURCE in file.parents]
    return [
        (file, text_of(file)[: match.start()].count("\n") + 1, match[0])
        for file in pages
        for match in POST_FORM.finditer(text_of(file))
    ]


def test_every_post_form_carries_its_key() -> None:
    faults = [where(file, line) for file, line, form in post_forms() if "{% once_field %}" not in form]
    found_nothing(faults, "Without {% once_field %} a second tap does it twice:")


def test_every_post_form_proves_where_it_comes_from() -> None:
    faults = [where(file, line) for file, line, form in post_forms() if "{% csrf_token %}" not in form]
    found_nothing(faults, "{% csrf_token %} is missing:")


def test_every_page_that_takes_a_post_takes_it_once() -> None:
    faults = [
        f"{where(file, node)} {node.name}"
        for file in python_files()
        if file.stem == "pages" or file.parent.name == "pages"
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef) and takes_post(node)
        if not reaches_once(node, tree_of(file)) and not says_it_changes_nothing(node.name, file)
    ]
    found_nothing(faults, "Return `once(request, lambda: …)`:")


def says_it_changes_nothing(name: str, file: Path) -> bool:
    """Say whether the page is marked as one whose repetition changes nothing."""
    return f"\n{name}.read_only_post = True" in text_of(file)


def takes_post(function: ast.FunctionDef) -> bool:
    return any("POST" in ast.unparse(decorator) for decorator in function.decorator_list)


def reaches_once(function: ast.FunctionDef, tree: ast.Module) -> bool:
    """Say whether `once` is called here or in a function of the same file that is called here."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    seen: set[str] = set()
    waiting = [function]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id == "once":
                return True
            if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
                seen.add(node.id)
                waiting.append(functions[node.id])
    return False
