"""Room cards: knowing one room means knowing all."""

import re
from types import ModuleType

import pytest
from django.conf import settings

from sanzhang.web.house import rooms
from sanzhang.web.management.commands import clauses, permissions
from tests.house.source import found_nothing, python_files, text_of, where

LONGEST_CARD = 12


def test_every_room_has_a_card_of_at_most_twelve_lines() -> None:
    faults = [room.name for room in rooms() if not 3 <= len(room.card.splitlines()) <= LONGEST_CARD]
    found_nothing(faults, "The docstring of `__init__.py` is the card (3–12 lines):")


def test_a_card_begins_with_its_clause_and_says_what_it_owns() -> None:
    faults = [
        room.name
        for room in rooms()
        if room.floor != "foundation" and not re.match(r"§\d+(\.\d+)?( §\d+(\.\d+)?)* [A-Z]\w+: ", room.card)
    ]
    faults += [room.name for room in rooms() if "\nOwns: " not in room.card or "\nVerbs: " not in room.card]
    found_nothing(faults, "First line `§1.1 Territory: …`, then `Owns:` and `Verbs:`; missing in:")


def test_the_ground_knows_no_clause() -> None:
    ground = [file for file in python_files() if "foundation" in file.parts]
    # A paragraph of a law is written as 条 or Art.; § means the document that the upper floors implement.
    faults = [
        where(file, number)
        for file in ground
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if "§" in line
    ]
    found_nothing(faults, "The ground knows nothing of grids; a clause is named at:")


@pytest.mark.parametrize("command", [clauses, permissions], ids=["clauses", "permissions"])
def test_the_page_written_from_the_source_is_up_to_date(command: ModuleType) -> None:
    name = command.__name__.rpartition(".")[2]
    page = settings.BASE_DIR / "docs" / f"{name}.md"

    assert page.is_file()
    assert page.read_text() == command.render(), f"Run ./sz {name} and commit docs/{name}.md."
