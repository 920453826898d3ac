"""Degrees as metres: a plane that touches the earth in the middle of a community."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
AXIS, ECCENTRICITY_SQUARED = 6_378_137.0, 0.006_694_379_990_14  # WGS 84


@dataclass(frozen=True)
class Origin:
    """The middle of a community in degrees; within 5 km of it distances are true to a thousandth."""

    lon: float
    lat: float

    @classmethod
    def of(cls, lon: ArrayLike, lat: ArrayLike) -> "Origin":
        """Return the middle of points."""
        return cls(float(np.mean(np.asarray(lon))), float(np.mean(np.asarray(lat))))

    @property
    def degree(self) -> Floats:
        """Return how many metres a degree is here: to the east, to the north."""
        latitude = math.radians(self.lat)
        flat = 1 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
        east = AXIS / math.sqrt(flat) * math.cos(latitude)
        north = AXIS * (1 - ECCENTRICITY_SQUARED) / flat**1.5
        found: Floats = np.radians(np.array([east, north]))
        return found

    def metres(self, degrees: ArrayLike) -> Floats:
        """Return (p, 2) longitude and latitude as metres east and north of here."""
        found: Floats = (np.asarray(degrees, np.float64) - [self.lon, self.lat]) * self.degree
        return found

    def degrees(self, metres: ArrayLike) -> Floats:
        """Return (p, 2) metres east and north of here as longitude and latitude."""
        found: Floats = np.asarray(metres, np.float64) / self.degree + [self.lon, self.lat]
        return found
