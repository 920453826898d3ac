"""The map of a plan as inline SVG: grids told apart by pattern, colour and number, buildings as dots."""

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.report.markup import Content, Element, tag

WIDE, LOWEST, HIGHEST, EDGE = 360.0, 180.0, 480.0, 10.0  # of the drawing; as wide as a phone
COLOURS = 7
PATTERNS = (  # strokes in a square of 12: no two neighbours in number share colour or pattern
    "",
    "M-3 3L3 -3M0 12L12 0M9 15L15 9",
    "M0 6H12",
    "M6 5.9V6.1M0 -0.1V0.1M12 -0.1V0.1M0 11.9V12.1M12 11.9V12.1",
    "M-3 9L3 15M0 0L12 12M9 -3L15 3",
    "M6 0V12",
    "M0 6H12M6 0V12",
    "M0 0L12 12M12 0L0 12",
)
STYLES = COLOURS * len(PATTERNS)


def patterns(count: int) -> Element:
    """Return the definitions of the first `count` fillings, unseen themselves."""
    fillings = []
    for number in range(min(count, STYLES)):
        colour = number % COLOURS
        ground = tag("rect", width=12, height=12, class_=f"ground g{colour}")
        hatch = tag(
            "path", d=PATTERNS[number % len(PATTERNS)], class_=f"hatch h{colour}", stroke_linecap="round"
        )
        fillings.append(
            tag("pattern", ground, hatch, id=f"f{number}", width=12, height=12, patternUnits="userSpaceOnUse")
        )
    return tag("svg", tag("defs", fillings), class_="defs", aria_hidden="true")


def swatch(grid: int) -> Element:
    """Return the filling of a grid for a legend."""
    square = tag("rect", x=1, y=1, width=22, height=22, fill=_filling(grid), class_="area")
    return tag("svg", square, viewBox="0 0 24 24", class_="swatch", aria_hidden="true")


def drawing(outcome: Outcome, *, words: str) -> Element:
    """Return the map; `words` say what it shows to those who don't see it."""
    grounds = outcome.areas
    place, high, scale = _frame(grounds)
    broken = {breach.grid for breach in outcome.plan.breaches}
    shapes = [
        tag("path", d=_path(place, area), fill=_filling(grid), class_=_shape_class(grid in broken))
        for grid, area in enumerate(grounds)
    ]
    # Those that break a rule last: their outline lies on top.
    shapes.sort(key=lambda shape: "breach" in shape.get("class", ""))
    dots = _dots(outcome, place(outcome.community.at))
    numbers = [_number(place, area, grid) for grid, area in enumerate(grounds) if not area.is_empty]
    content: list[Content] = [tag("title", words), shapes, dots, numbers, _scale(scale, high)]
    return tag("svg", content, viewBox=f"0 0 {WIDE:g} {high:.1f}", class_="map", role="img")


class _Place:
    """Metres to places in the drawing: north is up."""

    def __init__(self, left: float, top: float, scale: float, shift: tuple[float, float]) -> None:
        self.corner, self.scale, self.shift = np.array([left, top]), scale, np.array(shift)

    def __call__(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = (metres - self.corner) * [self.scale, -self.scale] + self.shift
        return found


def _frame(grounds: Sequence[shapely.MultiPolygon]) -> tuple[_Place, float, float]:
    left, low, right, top = shapely.total_bounds(np.array(grounds, dtype=object))
    wide, tall = max(right - left, 1.0), max(top - low, 1.0)
    inner = WIDE - 2 * EDGE
    high = min(max(tall / wide * inner, LOWEST), HIGHEST)
    scale = min(inner / wide, high / tall)
    shift = (EDGE + (inner - wide * scale) / 2, EDGE + (high - tall * scale) / 2)
    return _Place(left, top, scale, shift), high + 2 * EDGE + 18, scale


def _path(place: _Place, area: shapely.MultiPolygon) -> str:
    rings = [ring for part in area.geoms for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in place(np.array(ring.coords)[:-1])) + "Z"
        for ring in rings
    )


def _dots(outcome: Outcome, at: NDArray[np.float64]) -> list[Element]:
    households = outcome.community.households
    largest = max(int(households.max()), 1)
    size = 4.0 if len(at) <= 200 else 2.5
    found = []
    for index, name in enumerate(outcome.community.names):
        words = f"{name} {households[index]} 户 第 {outcome.plan.label[index] + 1} 网格"
        radius = max(1.2, size * math.sqrt(households[index] / largest))
        x, y = at[index]
        found.append(
            tag(
                "circle", tag("title", words), cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", class_="house"
            )
        )
    return found


def _number(place: _Place, area: shapely.MultiPolygon, grid: int) -> Element:
    largest = max(area.geoms, key=lambda part: part.area)
    middle = shapely.maximum_inscribed_circle(largest).coords[0]
    x, y = place(np.array([middle]))[0]
    return tag("text", str(grid + 1), x=f"{x:.1f}", y=f"{y:.1f}", class_="number")


def _scale(scale: float, high: float) -> Element:
    """Return a bar of a round length, about a fifth of the drawing, and which way north is."""
    wanted = WIDE / 5 / scale
    step = 10 ** math.floor(math.log10(wanted))
    metres = max(size * step for size in (1, 2, 5) if size * step <= wanted)
    words = f"{metres / 1000:g} 公里" if metres >= 1000 else f"{metres:g} 米"
    y, end = high - 10, EDGE + metres * scale
    bar = tag("path", d=f"M{EDGE:g} {y - 4:.1f}V{y:.1f}H{end:.1f}V{y - 4:.1f}", class_="scale")
    label = tag("text", words, x=f"{end + 6:.1f}", y=f"{y:.1f}", class_="measure")
    north = tag("text", "北 ↑", x=f"{WIDE - EDGE:g}", y=f"{y:.1f}", class_="measure", text_anchor="end")
    return tag("g", bar, label, north)


def _filling(grid: int) -> str:
    return f"url(#f{grid % STYLES})"


def _shape_class(broken: bool) -> str:
    return "area area--breach" if broken else "area"
