"""Where buildings stand, in metres; one without a place on the map stands beside its estate or its grid."""

from collections.abc import Callable, Hashable, Sequence
from math import cos, radians

METRES_A_DEGREE = 111_320.0
Point = tuple[float, float]


def metres(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Return x (east) and y (north) in metres from the middle of (longitude, latitude) points of one community."""
    if not points:
        return [], []
    east, north = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    wide = METRES_A_DEGREE * cos(radians(north))
    return [(point[0] - east) * wide for point in points], [
        (point[1] - north) * METRES_A_DEGREE for point in points
    ]


def degrees(points: Sequence[Point]) -> Callable[[float, float], Point]:
    """Return the way back from `metres` of the same points: (x, y) → (longitude, latitude)."""
    east, north = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    wide = METRES_A_DEGREE * cos(radians(north))
    return lambda x, y: (round(east + x / wide, 6), round(north + y / METRES_A_DEGREE, 6))


def filled(points: Sequence[Point | None], *groups: Sequence[Hashable]) -> list[Point] | None:
    """Return a point for each building: its own, else the middle of the first group that knows one, else of all.

    `groups`: labels of the buildings, the nearest kinship first; None is no group. None if nobody has a point.
    """
    known = [point for point in points if point]
    if not known:
        return None
    middles = [_middles(points, labels) for labels in groups]
    whole = _middle(known)
    return [
        point
        or next(
            (
                middle[labels[index]]
                for middle, labels in zip(middles, groups, strict=True)
                if labels[index] in middle
            ),
            whole,
        )
        for index, point in enumerate(points)
    ]


def _middles(points: Sequence[Point | None], labels: Sequence[Hashable]) -> dict[Hashable, Point]:
    found: dict[Hashable, list[Point]] = {}
    for point, label in zip(points, labels, strict=True):
        if point and label is not None:
            found.setdefault(label, []).append(point)
    return {label: _middle(some) for label, some in found.items()}


def _middle(points: Sequence[Point]) -> Point:
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def nearest(point: Point, others: Sequence[Point]) -> int:
    """Return the index of the nearest of `others`, the first of equals."""
    return min(
        range(len(others)),
        key=lambda one: (others[one][0] - point[0]) ** 2 + (others[one][1] - point[1]) ** 2,
    )


def spread(values: Sequence[float | None], households: Sequence[int]) -> list[float] | None:
    """Return the values with gaps filled by the community's mean a household; None if nothing is known."""
    known = [(value, homes) for value, homes in zip(values, households, strict=True) if value is not None]
    if not known:
        return None
    rate = sum(value for value, _ in known) / max(sum(homes for _, homes in known), 1)
    return [rate * homes if value is None else value for value, homes in zip(values, households, strict=True)]
