"""The data inventory: a field that nobody can give a reason for does not exist."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Field

from sanzhang.foundation.records.fields import BlindIndex, EncryptedText
from sanzhang.foundation.records.inventory import PERSONAL, SENSITIVE, Entry, all_fields
from tests.house.source import found_nothing
from tests.house.test_floors import our_models


def fields() -> Iterator[tuple[str, str, "Field[Any, Any]"]]:
    for model in our_models():
        room = model.__module__.rsplit(".models", 1)[0]
        for field in model._meta.concrete_fields:
            yield room, f"{model.__name__}.{field.name}", field


def personal() -> Iterator[tuple[str, str, Entry, "Field[Any, Any]"]]:
    inventory = all_fields()
    for room, name, field in fields():
        entry = inventory.get(room, {}).get(name)
        if entry and entry.data_class in (PERSONAL, SENSITIVE):
            yield room, name, entry, field


def test_every_field_is_in_the_inventory_of_its_room() -> None:
    inventory = all_fields()
    faults = [f"{room}: {name}" for room, name, _ in fields() if name not in inventory.get(room, {})]
    found_nothing(faults, "Say in inventory.py what it is for:")


def test_the_inventory_names_no_field_that_is_gone() -> None:
    existing = {(room, name) for room, name, _ in fields()}
    faults = [
        f"{room}: {name}"
        for room, named in all_fields().items()
        for name in named
        if (room, name) not in existing
    ]
    found_nothing(faults, "No such field any more:")


def test_personal_fields_are_encrypted_or_say_why_not() -> None:
    faults = [
        f"{room}: {name}"
        for room, name, entry, field in personal()
        if not isinstance(field, EncryptedText | BlindIndex) and not entry.plain
    ]
    found_nothing(faults, "Use EncryptedText, or give `plain` a reason:")


def test_personal_fields_have_purpose_basis_readers_and_an_end() -> None:
    faults = [
        f"{room}: {name}"
        for room, name, entry, _ in personal()
        if not (entry.purpose and entry.basis and entry.readers and entry.keep)
    ]
    found_nothing(faults, "Purpose, basis, readers and keep are owed for:")
