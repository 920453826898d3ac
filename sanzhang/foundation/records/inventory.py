"""The data inventory: what each field is, why it is kept, who reads it, how long (PIPL 5–6, 17, 19, 47).

Each room lists its fields in `inventory.py: FIELDS`; a model field that is missing there fails the build.
What it keeps in files of its own is listed in `FILES`.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

PUBLIC, INTERNAL, PERSONAL, SENSITIVE = "public", "internal", "personal", "sensitive"
CLASS_WORDS = {PUBLIC: "公开", INTERNAL: "内部", PERSONAL: "个人信息", SENSITIVE: "敏感个人信息"}


@dataclass(frozen=True)
class Entry:
    """One field: class, purpose, basis, readers, retention, in Chinese; `plain` says why it is not encrypted."""

    data_class: str
    purpose: str
    basis: str = ""
    readers: str = ""
    keep: str = ""
    plain: str = ""
    label: str = ""


Fields = dict[str, Entry]


def internal(model: str, names: str, purpose: str = "系统运行") -> Fields:
    """Return INTERNAL entries for the space-separated field `names` of `model`."""
    return {f"{model}.{name}": Entry(INTERNAL, purpose) for name in names.split()}


def public(model: str, names: str, purpose: str = "公开信息") -> Fields:
    """Return PUBLIC entries for the space-separated field `names` of `model`."""
    return {f"{model}.{name}": Entry(PUBLIC, purpose) for name in names.split()}


def all_fields() -> dict[str, Fields]:
    """Return the inventory of every room: room name → "Model.field" → entry."""
    return _told("FIELDS")


def all_files() -> dict[str, Fields]:
    """Return what rooms keep in files outside the database: room name → path below DATA_DIR → entry."""
    return {room: files for room, files in _told("FILES").items() if files}


def _told(name: str) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for room in settings.ROOMS:
        if find_spec(f"{room}.inventory"):
            found[room] = getattr(import_module(f"{room}.inventory"), name, {})
    return found
