"""Plans as GeoJSON: buildings as points, grids as areas, for any map (RFC 7946)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.problem import Floats

DEGREES, METRES = 7, 2  # digits: about a centimetre
IN_METRES = "坐标的单位是米,不是经纬度:楼栋表里没有经纬度。"


def as_geojson(outcomes: Sequence[Outcome]) -> str:
    """Return a feature collection: for each community its grids, then its buildings; grids numbered from 1."""
    whole: dict[str, Any] = {"type": "FeatureCollection"}
    if any(outcome.community.origin is None for outcome in outcomes):
        whole["note"] = IN_METRES
    whole["features"] = [
        feature for outcome in outcomes for part in (_grids, _buildings) for feature in part(outcome)
    ]
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _grids(outcome: Outcome) -> Iterator[dict[str, Any]]:
    community, plan = outcome.community, outcome.plan
    for number, (grid, area) in enumerate(zip(outcome.assessment.grids, outcome.areas, strict=True), 1):
        geometry = shapely.geometry.mapping(_drawn(area, community.origin))
        properties = {
            "类别": "网格",
            "社区": community.name,
            "网格": number,
            "户数": int(grid.households),
            "楼栋数": len(grid.buildings),
            "合规": bool(grid.holds),
            "全部合规": plan.lawful,
        }
        yield {"type": "Feature", "properties": properties, "geometry": geometry}


def _buildings(outcome: Outcome) -> Iterator[dict[str, Any]]:
    community = outcome.community
    at = _placed(community.at, community.origin)
    for index, name in enumerate(community.names):
        properties = {
            "类别": "楼栋",
            "社区": community.name,
            "楼栋": name,
            "户数": int(community.households[index]),
            "网格": int(outcome.plan.label[index]) + 1,
        }
        geometry = {"type": "Point", "coordinates": at[index].tolist()}
        yield {"type": "Feature", "properties": properties, "geometry": geometry}


def _drawn(area: shapely.MultiPolygon, origin: Origin | None) -> shapely.Geometry:
    """Return an area as it goes into the file: still sound after its corners were rounded."""
    placed = shapely.transform(area, lambda corners: _placed(corners, origin))
    sound = shapely.set_precision(placed, 10.0 ** -(DEGREES if origin else METRES))
    parts = shapely.MultiPolygon([part for part in shapely.get_parts(sound) if part.geom_type == "Polygon"])
    return shapely.transform(shapely.orient_polygons(parts), lambda corners: _rounded(corners, origin))


def _placed(metres: Floats, origin: Origin | None) -> Floats:
    """Return metres as they go into the file: degrees where the table has them."""
    return _rounded(origin.degrees(metres) if origin else metres, origin)


def _rounded(corners: Floats, origin: Origin | None) -> Floats:
    found: Floats = np.round(corners, DEGREES if origin else METRES)
    return found
