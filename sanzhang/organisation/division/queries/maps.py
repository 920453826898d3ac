"""An option as a map: an area a grid, a point a building."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanzhang.organisation.division.models import Option, OptionGrid
from sanzhang.organisation.division.queries.drafts import grids_of, locks_of, numbers_of
from sanzhang.organisation.division.queries.plans import GridLine, day_of, state_of
from sanzhang.organisation.division.queries.problems import Community, community_on
from sanzhang.organisation.division.rules import points
from sanzhang.organisation.territory import queries as territory


def geojson(option: Option) -> dict[str, Any]:
    """Return an option as a map: an area a grid and a point a building, WGS-84; properties in plain values."""
    community = community_on(option.draft.community, day_of(option.draft))
    numbers, grids = numbers_of(option), grids_of(option)
    locks, _ = locks_of(option)
    state = {line.number: line for line in state_of(option, community).grids}
    features = [*_areas(community, numbers, grids, state), *_points(community, numbers, locks)]
    return {"type": "FeatureCollection", "features": features}


def _areas(
    community: Community,
    numbers: Mapping[int, int],
    grids: Iterable[OptionGrid],
    state: Mapping[int, GridLine],
) -> Iterable[dict[str, Any]]:
    import numpy as np  # heavy, like the two below: only who draws waits for them
    import shapely

    from sanzhang.division_solver.areas import areas

    x, y = points.metres(community.points)
    drawn = areas(x, y, [numbers.get(one.pk, 0) for one in community.buildings])
    back = points.degrees(community.points)
    for grid in grids:
        if grid.number not in state:
            continue
        shape = shapely.transform(
            drawn[grid.number], lambda corners: np.array([back(*one) for one in corners])
        )
        line = state[grid.number]
        yield {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {
                "kind": "grid",
                "number": grid.number,
                "name": grid.name,
                "households": line.households,
                "holds": line.holds,
                "words": line.words,
                "sealed": grid.is_sealed,
            },
        }


def _points(
    community: Community, numbers: Mapping[int, int], locks: Mapping[int, int]
) -> Iterable[dict[str, Any]]:
    for one, point in zip(community.buildings, community.points, strict=True):
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]},
            "properties": {
                "kind": "building",
                "id": str(one.pk),  # 64 bits are too many for a number of JavaScript
                "name": territory.full_name(one),
                "households": one.households,
                "grid": numbers.get(one.pk, 0),
                "locked": one.pk in locks,
            },
        }
