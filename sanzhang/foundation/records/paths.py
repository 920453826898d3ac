"""Paths of fixed-width segments, compared as half-open ranges.

`>= p AND < next(p)` uses an index on both databases; LIKE is a full scan on SQLite, and '/1/1' also matches '/1/10'.
"""

from collections.abc import Iterable

from django.db.models import Q


def next_path(path: str) -> str:
    """Return the first path that sorts behind everything below `path`: its last sign raised by one."""
    return path[:-1] + chr(ord(path[-1]) + 1) if path else "\uffff"


def in_area(path: str, area: str) -> bool:
    """Say whether `path` is `area` or lies below it; the empty area is everywhere."""
    return path.startswith(area)


def area_filter(areas: Iterable[str], field: str = "path") -> Q:
    """Return the condition that `field` lies in one of `areas`; no area, no row."""
    condition = Q(pk__in=[])
    for area in widest(areas):
        condition |= Q() if not area else Q(**{f"{field}__gte": area, f"{field}__lt": next_path(area)})
        if not area:
            return Q()
    return condition


def widest(areas: Iterable[str]) -> list[str]:
    """Return `areas` without those that lie in another of them."""
    kept: list[str] = []
    for area in sorted(set(areas)):
        if not any(in_area(area, wider) for wider in kept):
            kept.append(area)
    return kept
