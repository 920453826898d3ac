"""Grids as areas on a map: each building's surroundings, cut at the community's edge and joined by grid (§1.2)."""

import itertools

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
MARGIN = 40.0  # metres around the outermost buildings; half the usual distance between two buildings if that is more
SIDES = 4  # segments of a quarter circle
NUDGE = 0.05  # metres: four buildings on one circle, as in a planned row, trip the diagram up (1 plan in 150 measured)


def areas(x: ArrayLike, y: ArrayLike, label: ArrayLike) -> list[shapely.MultiPolygon]:
    """Return one area for each grid 0 … k-1; they cover the community and do not overlap.

    x, y: shape (n,), metres (any place of origin). label: shape (n,), the grid of each building; a number that no
    building has gets an empty area. The rule: Voronoi cells of the buildings, cut at the hull of all buildings grown
    by a margin, joined by grid. Buildings at one and the same point (to a millimetre) share its cell: it is cut into
    slices, one for each grid that has a building there. A grid whose cells do not touch is drawn in parts.
    """
    points = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    grids = np.asarray(label, np.int64)
    if not len(points):
        return []
    middle = points.mean(axis=0)  # near 0 a metre has more digits than at 500 km east
    places, which = np.unique(np.round(points - middle, 3), axis=0, return_inverse=True)
    hull = shapely.MultiPoint(places).convex_hull.buffer(_margin(places), quad_segs=SIDES)
    cells = _cells(places, hull)
    whole: list[list[shapely.Geometry]] = [[] for _ in range(int(grids.max()) + 1)]
    cut: list[list[shapely.Geometry]] = [[] for _ in whole]
    here: list[set[int]] = [set() for _ in cells]
    for place, grid in zip(which.ravel().tolist(), grids.tolist(), strict=True):
        here[place].add(grid)
    for cell, found in zip(cells, here, strict=True):
        if len(found) == 1:
            whole[min(found)].append(cell)
            continue
        for grid, slice_ in zip(sorted(found), _slices(cell.intersection(hull), len(found)), strict=True):
            cut[grid].append(slice_)
    return [_joined(*parts, hull, middle) for parts in zip(whole, cut, strict=True)]


def _cells(places: Floats, hull: shapely.Geometry) -> list[shapely.Geometry]:
    """Return the cell of each of these different points; cells reach beyond the hull, their corners fit exactly."""
    if len(places) == 1:
        return [hull]
    nudged = places + np.random.default_rng(0).uniform(
        -NUDGE, NUDGE, places.shape
    )  # the same for the same places
    drawn = shapely.voronoi_polygons(shapely.MultiPoint(nudged), extend_to=hull, ordered=True)
    return list(drawn.geoms)


def _joined(
    whole: list[shapely.Geometry], cut: list[shapely.Geometry], hull: shapely.Geometry, middle: Floats
) -> shapely.MultiPolygon:
    """Return cells and slices of one grid as one area, moved back to where it lies."""
    joined = shapely.coverage_union_all(whole) if whole else shapely.MultiPolygon()
    if cut:
        joined = shapely.union_all([joined, *cut], grid_size=0.001)
    area = shapely.intersection(joined, hull)
    pieces = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and part.area > 0]
    moved = shapely.transform(shapely.MultiPolygon(pieces), lambda corners: corners + middle)
    return moved if isinstance(moved, shapely.MultiPolygon) else shapely.MultiPolygon([moved])


def _margin(places: Floats) -> float:
    if len(places) < 2:
        return MARGIN
    tree = shapely.STRtree(shapely.points(places))
    _, far = tree.query_nearest(tree.geometries, exclusive=True, return_distance=True, all_matches=False)
    return max(MARGIN, float(np.median(far)) / 2)


def _slices(cell: shapely.Geometry, count: int) -> list[shapely.Geometry]:
    """Cut a cell into upright slices of the same width."""
    if count == 1:
        return [cell]
    left, low, right, high = cell.bounds
    cuts = np.linspace(left, right, count + 1)
    return [cell.intersection(shapely.box(start, low, end, high)) for start, end in itertools.pairwise(cuts)]
