"""Who is whose neighbour, when nobody has said: a documented rule over points (§1.2)."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

USUAL = 5.0  # a link longer than this many times the usual one is dropped …
SHORT = 300.0  # … unless it is shorter than this many metres


def adjacency(
    x: ArrayLike,
    y: ArrayLike,
    *,
    roads: Sequence[ArrayLike] = (),
    longest: float | None = None,
) -> NDArray[np.int64]:
    """Return the pairs (m, 2) of neighbouring buildings.

    The rule: neighbours in the Delaunay triangulation of the points; links longer than `longest` metres are dropped
    (default: five times the usual distance to the nearest neighbour but at least 300 m, where the usual one is the
    median over the community); links that cross one of `roads`, polylines (p, 2) in metres, rails and rivers too,
    are dropped; buildings at one and the same point are neighbours.
    """
    points = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    places, which = np.unique(points, axis=0, return_inverse=True)
    which = which.ravel()
    links = _triangulated(places)
    length = np.linalg.norm(places[links[:, 0]] - places[links[:, 1]], axis=1)
    if longest is None and len(links):
        nearest = np.full(len(places), np.inf)
        np.minimum.at(nearest, links[:, 0], length)
        np.minimum.at(nearest, links[:, 1], length)
        longest = max(SHORT, USUAL * float(np.median(nearest)))
    links = links[length <= (longest or 0)]
    if len(roads) and len(links):
        lines = shapely.linestrings(places[links])
        walls = shapely.union_all([shapely.LineString(np.asarray(road)) for road in roads])
        shapely.prepare(walls)
        links = links[~shapely.intersects(walls, lines)]
    return _of_buildings(links, which)


def _triangulated(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the links of the Delaunay triangulation; points on one line are linked in their order."""
    if len(places) < 2:
        return np.empty((0, 2), np.int64)
    number = {tuple(place): index for index, place in enumerate(places.tolist())}
    drawn = shapely.delaunay_triangles(shapely.MultiPoint(places), only_edges=True)
    ends = [[number[end] for end in line.coords] for line in getattr(drawn, "geoms", ())]
    if not ends:  # all on one line
        order = np.lexsort((places[:, 1], places[:, 0]))
        return np.sort(np.column_stack([order[:-1], order[1:]]), axis=1)
    return np.unique(np.sort(np.array(ends, np.int64), axis=1), axis=0)


def _of_buildings(links: NDArray[np.int64], which: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return links between buildings for links between places: the first at a place stands for it."""
    _, first = np.unique(which, return_index=True)
    same = np.column_stack([first[which], np.arange(len(which))])
    found = np.vstack([first[links], same[same[:, 0] != same[:, 1]]])
    return np.unique(np.sort(found, axis=1), axis=0)
