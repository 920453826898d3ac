"""The map of agreement: an area for each piece on which voices differ, and for all on which they agree (§1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanzhang.organisation.division.queries.merge_screens import pieces_of
from sanzhang.organisation.division.queries.merging import TODAY, Scene
from sanzhang.organisation.division.queries.problems import NothingToDivide, community_on
from sanzhang.organisation.division.rules import overlaps as rules
from sanzhang.organisation.division.rules import points
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

PATTERNS = {rules.AGREED: 1, rules.FINER: 2, rules.DISPUTED: 4, rules.ALONE: 5}  # of the plan's drawings
SIGNS = {rules.AGREED: "✓", rules.ALONE: "–"}
LABELS = {rules.AGREED: "一致", rules.FINER: "更细", rules.DISPUTED: "冲突", rules.ALONE: "只有一家"}
LABELLED = 0.05  # of the households: a smaller piece has no words on the map, its houses bear its number


@dataclass(frozen=True)
class _Group:
    """What is drawn as one area."""

    sign: str
    state: str
    buildings: Sequence[int]
    households: int

    @property
    def name(self) -> str:
        return LABELS[self.state] if self.state in SIGNS else f"{LABELS[self.state]} {self.sign}"


def map_of(scene: Scene, on: date) -> dict[str, Any] | None:
    """Return what the map draws, in the shape of `faces.map_of`; None where no building has a place on the map."""
    try:
        community = community_on(scene.place, on)
    except NothingToDivide:
        return None
    groups = _groups(scene)
    number = {pk: index for index, group in enumerate(groups) for pk in group.buildings}
    x, y = points.metres(community.points)
    drawn = _areas(x, y, [number[one.pk] for one in community.buildings])
    back = points.degrees(community.points)
    least = LABELLED * sum(scene.homes.values())
    areas = [
        _area(index, group, shape, back, is_named=group.households >= least)
        for index, (group, shape) in enumerate(zip(groups, drawn, strict=False))
        if not shape.is_empty
    ]
    houses = [
        [
            str(one.pk),  # 64 bits are too many for a number of JavaScript
            _told(scene, one, groups[number[one.pk]]),
            one.households,
            [round(latitude, 6), round(longitude, 6)],
            number[one.pk],
            0,
            False,
        ]
        for one, (longitude, latitude) in zip(community.buildings, community.points, strict=True)
    ]
    areas.sort(key=lambda area: not area["holds"])  # conflicts last: their edge lies on top
    return {"areas": areas, "houses": houses}


def _groups(scene: Scene) -> list[_Group]:
    """Return what is agreed by today's grid, then each piece by its number."""
    quiet: dict[tuple[str, str], list[int]] = {}
    for atom in scene.picture.atoms:
        if atom.state in SIGNS:
            quiet.setdefault((atom.state, atom.says.get(TODAY, "")), []).extend(atom.buildings)
    calm = [
        _Group(SIGNS[state], state, inside, sum(scene.buildings[pk].households for pk in inside))
        for (state, _), inside in quiet.items()
    ]
    rest = [
        _Group(str(one.number), one.state, [place.pk for place in one.buildings], one.households)
        for one in pieces_of(scene)
    ]
    return [*calm, *rest]


def _areas(x: Sequence[float], y: Sequence[float], label: Sequence[int]) -> list[Any]:
    from sanzhang.division_solver.areas import areas  # heavy: only who draws waits for it

    return list(areas(x, y, label))


def _area(index: int, group: _Group, shape: Any, back: Any, *, is_named: bool) -> dict[str, Any]:
    def ring(corners: Any) -> list[list[float]]:
        return [[latitude, longitude] for longitude, latitude in (back(*one) for one in corners)]

    return {
        "number": index,
        "name": group.name if is_named else "",
        "sign": group.sign,
        "pattern": PATTERNS[group.state],
        "words": f"{group.households} 户",
        "holds": group.state != rules.DISPUTED,
        "rings": [[ring(edge.coords) for edge in (part.exterior, *part.interiors)] for part in shape.geoms],
    }


def _told(scene: Scene, building: Place, group: _Group) -> str:
    says = [
        f"{name} {scene.grid_name(name, voice.said[building.pk])}"
        for name, voice in scene.voices.items()
        if building.pk in voice.said
    ]
    return f"{territory.full_name(building)}({group.name}):{';'.join(says)}"
