"""Floors and keys: what import-linter can't see."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models

from sanzhang.web.house import DOOR, FLOORS, rooms
from tests.house.source import found_nothing

ORDER = [*FLOORS, DOOR]


def our_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("sanzhang."))


def floor_of(model: type[models.Model]) -> int:
    return ORDER.index(model.__module__.split(".")[1])


def keys() -> Iterator[tuple[type[models.Model], "models.ForeignKey[models.Model, models.Model]"]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
                yield model, field


def test_foreign_keys_go_down_only() -> None:
    ours = [
        (model, field) for model, field in keys() if field.related_model.__module__.startswith("sanzhang.")
    ]
    faults = [
        f"{model.__module__}.{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model, field in ours
        if floor_of(field.related_model) > floor_of(model)
    ]
    found_nothing(faults, "A key points to an upper floor. Turn it round, or write a listener upstairs:")


def test_foreign_keys_between_rooms_follow_their_imports() -> None:
    asks = {f"sanzhang.{room.floor}.{room.name}": room.asks for room in rooms()}
    faults = []
    for model, field in keys():
        here = model.__module__.rsplit(".models", 1)[0]
        there = field.related_model.__module__.rsplit(".models", 1)[0]
        if here != there and there in asks and here.removeprefix("sanzhang.") in asks[there]:
            faults.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    found_nothing(faults, "Two rooms know each other: one imports, the other has a key:")


def test_the_door_has_no_table() -> None:
    faults = [model._meta.label for model in our_models() if model.__module__.startswith(f"sanzhang.{DOOR}.")]
    found_nothing(faults, "A table at the door belongs into a room:")


def test_every_room_is_registered_and_every_registered_room_exists() -> None:
    found = {f"sanzhang.{room.floor}.{room.name}" for room in rooms()}
    registered = set(settings.ROOMS)
    found_nothing(sorted(found ^ registered), "settings.ROOMS and the folders differ in:")


def test_every_row_below_a_community_names_its_community() -> None:
    no_ground = [model for model in our_models() if not model.__module__.startswith("sanzhang.foundation.")]
    reaches_below = [model for model in no_ground if has_field(model, "path") or has_field(model, "place")]
    faults = [model._meta.label for model in reaches_below if not has_field(model, "community")]
    found_nothing(faults, "A row that lies in a community carries `community`:")


def has_field(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def test_every_room_has_a_label_of_its_own_name() -> None:
    labels = {config.name: config.label for config in apps.get_app_configs()}
    faults = [name for name in settings.ROOMS if labels.get(name) != name.rsplit(".", 1)[1]]
    found_nothing(faults, "The app label is the room's name:")
