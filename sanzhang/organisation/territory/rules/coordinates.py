"""Coordinates of Chinese maps: BD-09 (Baidu) → GCJ-02 (the State's shifted grid) → WGS-84 (satellites, GeoJSON).

GCJ-02 shifts WGS-84 by a public formula; it has no exact inverse, so the way back is found by repetition.
Source of the formulas: the evil-transform project and Baidu's published conversion; degrees throughout.
"""

from math import atan2, cos, hypot, pi, sin, sqrt

AXIS, FLATNESS = 6_378_245.0, 0.006_693_421_622_965_943  # Krasovsky 1940: semi-axis in metres, eccentricity²
BAIDU = pi * 3000.0 / 180.0
CLOSE = 1e-9  # degrees: a tenth of a millimetre
METRES_A_DEGREE = 111_320.0

Point = tuple[float, float]  # longitude, latitude


def to_gcj02(point: Point) -> Point:
    """Return a WGS-84 point on the State's grid (within China only)."""
    longitude, latitude = point
    east, north = _shift(longitude - 105.0, latitude - 35.0)
    angle = latitude / 180.0 * pi
    magic = 1 - FLATNESS * sin(angle) ** 2
    north = north * 180.0 / (AXIS * (1 - FLATNESS) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (AXIS / sqrt(magic) * cos(angle) * pi)
    return longitude + east, latitude + north


def _shift(x: float, y: float) -> tuple[float, float]:
    """Return the shift in metres at x° east of 105° E and y° north of 35° N."""
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return east, north


def from_gcj02(point: Point) -> Point:
    """Return the WGS-84 point that `to_gcj02` takes to `point`."""
    longitude, latitude = point
    for _ in range(30):
        there = to_gcj02((longitude, latitude))
        east, north = there[0] - point[0], there[1] - point[1]
        longitude, latitude = longitude - east, latitude - north
        if hypot(east, north) < CLOSE:
            break
    return longitude, latitude


def bd09_from_gcj02(point: Point) -> Point:
    """Return a point of the State's grid as Baidu shows it."""
    x, y = point
    radius, angle = hypot(x, y) + 0.00002 * sin(y * BAIDU), atan2(y, x) + 0.000003 * cos(x * BAIDU)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def gcj02_from_bd09(point: Point) -> Point:
    """Return Baidu's point on the State's grid."""
    x, y = point[0] - 0.0065, point[1] - 0.006
    radius, angle = hypot(x, y) - 0.00002 * sin(y * BAIDU), atan2(y, x) - 0.000003 * cos(x * BAIDU)
    return radius * cos(angle), radius * sin(angle)


def wgs84_from_bd09(point: Point) -> Point:
    """Return Baidu's point as satellites see it."""
    return from_gcj02(gcj02_from_bd09(point))


def moved(point: Point, *, east: float, north: float) -> Point:
    """Return the point so many metres east and north of `point`, for distances within a city; rounded to 0.1 m."""
    longitude, latitude = point
    wide = METRES_A_DEGREE * cos(latitude / 180.0 * pi)
    return round(longitude + east / wide, 6), round(latitude + north / METRES_A_DEGREE, 6)


def metres_between(one: Point, other: Point) -> float:
    """Return the distance of two points of a city in metres."""
    wide = METRES_A_DEGREE * cos((one[1] + other[1]) / 360.0 * pi)
    return hypot((one[0] - other[0]) * wide, (one[1] - other[1]) * METRES_A_DEGREE)
