"""A community as the solver sees it: its buildings as arrays, and the way back to the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sanzhang.organisation.division import rules
from sanzhang.organisation.division.rules import points
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import BuildingProfile, Place

if TYPE_CHECKING:
    from sanzhang.division_solver import Problem

TODAY = "现有网格"


class NothingToDivide(ValueError):
    """The community has no buildings with households, or none of them has a place on the map."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Community:
    """A community on a day: buildings with households in the order of the arrays, and those without.

    `beside`: building without households → index of the building that it goes with.
    """

    place: Place
    buildings: list[Place]
    beside: dict[int, int]
    points: list[points.Point]
    profiles: dict[int, BuildingProfile]
    unplaced: int  # buildings that had to be placed beside others

    @property
    def index(self) -> dict[int, int]:
        """Return building id → index in the arrays."""
        return {one.pk: index for index, one in enumerate(self.buildings)}

    @property
    def base(self) -> dict[str, list[int]]:
        """Return building id → [grid id, households], as a draft keeps it."""
        return base_of(self.place)

    def numbers(self, label: Iterable[int]) -> dict[int, int]:
        """Return building id → grid number (1 …) of a plan's label (0 …); those without households go along."""
        numbers = [int(one) + 1 for one in label]
        found = {one.pk: number for one, number in zip(self.buildings, numbers, strict=True)}
        return found | {pk: numbers[index] for pk, index in self.beside.items()}


def base_of(community: Place) -> dict[str, list[int]]:
    """Return building id → [grid id, households] of today."""
    found = territory.below(community, "building").order_by("pk")
    return {str(pk): [grid, homes] for pk, grid, homes in found.values_list("pk", "parent_id", "households")}


def community_on(place: Place, on: date) -> Community:
    """Return a community's buildings with what is known of them. Raises: NothingToDivide."""
    found = list(territory.below(place, "building").select_related("estate", "parent").order_by("path"))
    inhabited = [one for one in found if one.households]
    if not inhabited:
        raise NothingToDivide("这个社区还没有登记住户的楼栋。请先导入楼栋和户数,再划分网格。")
    own = [(one.longitude, one.latitude) if one.longitude and one.latitude else None for one in found]
    placed = points.filled(own, [one.estate_id for one in found], [one.parent_id for one in found])
    if placed is None:
        raise NothingToDivide("楼栋都没有经纬度,看不出谁挨着谁。请在楼栋表里填“经度”“纬度”,再导入一次。")
    where = {one.pk: point for one, point in zip(found, placed, strict=True)}
    inhabited_points = [where[one.pk] for one in inhabited]
    beside = {one.pk: points.nearest(where[one.pk], inhabited_points) for one in found if not one.households}
    return Community(
        place, inhabited, beside, inhabited_points, territory.profiles_of(place, on), own.count(None)
    )


def problem_of(
    community: Community,
    *,
    fewest: int = rules.FEWEST,
    most: int = rules.MOST,
    weights: Mapping[str, float] | None = None,
    grids: int | None = None,
    whole_estates: bool = False,
    locks: Mapping[int, int] | None = None,
    sealed: Iterable[int] = (),
    today: Mapping[int, int] | None = None,
) -> "Problem":
    """Return the community as a problem; `locks`: building id → lock number; `sealed`: lock numbers.

    `today`: building id → id of the grid it counts as lying in; what is missing lies where it lies.
    """
    from sanzhang.division_solver import Problem, Weights  # heavy: only who divides waits for it

    homes, x_and_y = [one.households for one in community.buildings], points.metres(community.points)
    profiles = [community.profiles.get(one.pk) for one in community.buildings]
    index = community.index
    locked = [-1] * len(homes)
    for building, number in (locks or {}).items():
        if building in index:
            locked[index[building]] = number
    return Problem(
        households=homes,
        x=x_and_y[0],
        y=x_and_y[1],
        estate=_numbered(one.estate_id for one in community.buildings),
        block=_numbered(one.block if one and one.block else None for one in profiles),
        elderly=points.spread([one.elderly if one else None for one in profiles], homes),
        renters=points.spread([one.renters if one else None for one in profiles], homes),
        load=_load(profiles, homes),
        legacy={TODAY: _numbered((today or {}).get(one.pk, one.parent_id) for one in community.buildings)},
        lo=fewest,
        hi=most,
        weights=Weights(**(weights or {})),
        grids=grids,
        locked=locked if locks else None,
        sealed=frozenset(sealed) & frozenset(locked),
        whole_estates=whole_estates,
    )


def _load(profiles: list[BuildingProfile | None], homes: list[int]) -> list[float] | None:
    """Return the load as the community entered it, or else as the clock counted it: matters of twelve months."""
    entered = points.spread([one.load if one else None for one in profiles], homes)
    return entered or points.spread([one.matters if one else None for one in profiles], homes)


def _numbered(labels: Iterable[Any]) -> list[int]:
    """Return labels as numbers 0, 1 … in the order of their first occurrence; None is -1."""
    known: dict[Any, int] = {}
    return [-1 if label is None else known.setdefault(label, len(known)) for label in labels]
