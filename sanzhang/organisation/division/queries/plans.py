"""What the rules say of an option, and what it changes: states, grids before and after, households that move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sanzhang.organisation.division.models import Draft, Option, OptionGrid
from sanzhang.organisation.division.queries.drafts import grids_of, numbers_of
from sanzhang.organisation.division.queries.problems import Community, base_of, community_on, problem_of
from sanzhang.organisation.territory.models import Place

if TYPE_CHECKING:
    from sanzhang.division_solver import GridState, Problem, RuleState


@dataclass(frozen=True)
class GridLine:
    """One grid of a plan, or of today: what lies in it and whether it keeps the rules."""

    number: int
    name: str
    households: int
    buildings: int
    elderly: float | None
    renters: float | None
    load: float | None
    estates: int
    is_connected: bool
    holds: bool
    words: str
    keeps: Place | None = None
    is_sealed: bool = False


@dataclass(frozen=True)
class State:
    """What the rules say of one division of a community; the solver's own assessment, never a second copy."""

    community: Community
    rules: "Sequence[RuleState]"  # code, words, holds, number, unit, hard
    grids: list[GridLine]
    is_lawful: bool
    objective: float
    parts: dict[str, float]
    split_estates: list[Place] = field(default_factory=list)  # that lie in more than one grid

    @property
    def breaches(self) -> list[dict[str, Any]]:
        """Return the grids that break a rule, as an option keeps them."""
        return [
            {"grid": one.number, "rule": "", "amount": one.households, "words": one.words}
            for one in self.grids
            if not one.holds
        ]


@dataclass(frozen=True)
class Comparison:
    """The grids of the day on which the draft was made, beside an option."""

    before: State | None  # None: a building was added since
    after: State
    moved_buildings: int
    moved_households: int
    opened: list[OptionGrid]
    closed: list[Place]
    moves: list["BuildingMove"] = field(default_factory=list)


@dataclass(frozen=True)
class BuildingMove:
    """A building that changes its grid."""

    building: Place
    before: Place | None
    after: OptionGrid


def day_of(draft: Draft) -> date:
    """Return the day whose profiles a draft is judged by."""
    return draft.base_on


def problem_of_option(option: Option, community: Community, **more: Any) -> "Problem":
    """Return the problem that an option answers."""
    draft = option.draft
    return problem_of(
        community,
        fewest=draft.fewest,
        most=draft.most,
        weights=option.weights or draft.weights,
        whole_estates=draft.whole_estates,
        today=_base_grids(draft),
        **more,
    )


def state_of(option: Option, community: Community | None = None) -> State:
    """Return what the rules say of an option as it is now."""
    community = community or community_on(option.draft.community, day_of(option.draft))
    problem = problem_of_option(option, community)
    grids, numbers = {one.number: one for one in grids_of(option)}, numbers_of(option)
    found = _state(community, problem, numbers, grids)
    return replace(found, rules=_with_true_moves(found.rules, community, numbers, grids, option.draft))


def _with_true_moves(
    states: "Sequence[RuleState]",
    community: Community,
    numbers: Mapping[int, int],
    grids: Mapping[int, OptionGrid],
    draft: Draft,
) -> "list[RuleState]":
    """Return the states with the households that really change: the solver can't know which grid goes on as which."""
    base = _base_grids(draft)
    stays = {number: grid.keeps_id for number, grid in grids.items()}
    moved = sum(
        one.households
        for one in community.buildings
        if stays.get(numbers.get(one.pk, 0)) != base.get(one.pk, one.parent_id)
    )
    return [
        replace(state, number=moved, holds=moved == 0) if state.code == "moved" else state for state in states
    ]


def state_before(option: Option, community: Community) -> State | None:
    """Return what the same rules say of the grids on the day the draft was made, numbered by their order."""
    base = _base_grids(option.draft)
    here = list(Place.objects.filter(pk__in=set(base.values())).order_by("number", "path"))
    number = {grid.pk: index for index, grid in enumerate(here, start=1)}
    numbers = {one.pk: number.get(base.get(one.pk, 0), 0) for one in community.buildings}
    if 0 in numbers.values():
        return None
    grids = {number[one.pk]: OptionGrid(number=number[one.pk], name=one.name, keeps=one) for one in here}
    return _state(community, problem_of_option(option, community), numbers, grids)


def _base_grids(draft: Draft) -> dict[int, int]:
    """Return building id → id of the grid that it lay in when the draft was made."""
    return {int(building): grid for building, (grid, _) in draft.base.items()}


def _state(
    community: Community, problem: "Problem", numbers: Mapping[int, int], grids: Mapping[int, OptionGrid]
) -> State:
    from sanzhang.division_solver import assess  # heavy: only who divides waits for it

    mine = [numbers.get(one.pk, 0) for one in community.buildings]
    used = sorted(set(mine))
    label = [used.index(number) for number in mine]
    found = assess(problem, label)
    lines = [_line(used[index], grids, problem, one) for index, one in enumerate(found.grids)]
    return State(
        community=community,
        rules=found.rules,
        grids=lines,
        is_lawful=found.lawful,
        objective=float(found.objective),
        parts={term: float(value) for term, value in found.parts.items()},
        split_estates=_split_estates(community, mine),
    )


def _split_estates(community: Community, numbers: Sequence[int]) -> list[Place]:
    estates: dict[int, Place] = {}
    grids: dict[int, set[int]] = {}
    for one, number in zip(community.buildings, numbers, strict=True):
        if one.estate:
            estates[one.estate.pk] = one.estate
            grids.setdefault(one.estate.pk, set()).add(number)
    return [estates[pk] for pk in sorted(grids) if len(grids[pk]) > 1]


def _line(number: int, grids: Mapping[int, OptionGrid], problem: "Problem", one: "GridState") -> GridLine:
    grid = grids.get(number) or OptionGrid(number=number, name=f"第{number}格")
    return GridLine(
        number=number,
        name=grid.name,
        households=one.households,
        buildings=len(one.buildings),
        elderly=None if problem.elderly is None else one.elderly,
        renters=None if problem.renters is None else one.renters,
        load=None if problem.load is None else one.load,
        estates=one.estates,
        is_connected=one.connected,
        holds=one.holds,
        words=one.words,
        keeps=grid.keeps,
        is_sealed=grid.is_sealed,
    )


def comparison_of(option: Option) -> Comparison:
    """Return an option beside the grids of its draft's day, and every building that changes its grid."""
    community = community_on(option.draft.community, day_of(option.draft))
    grids, numbers = {one.number: one for one in grids_of(option)}, numbers_of(option)
    moves = moves_of(option, grids=grids, numbers=numbers)
    used = {grids[number].keeps_id for number in numbers.values()}
    left = {one.before.pk: one.before for one in moves if one.before and one.before.pk not in used}
    return Comparison(
        before=state_before(option, community),
        after=state_of(option, community),
        moved_buildings=len(moves),
        moved_households=sum(one.building.households for one in moves),
        opened=[grid for number, grid in grids.items() if not grid.keeps_id and number in numbers.values()],
        closed=sorted(left.values(), key=lambda grid: grid.path),
        moves=moves,
    )


def moves_of(
    option: Option, *, grids: Mapping[int, OptionGrid] | None = None, numbers: Mapping[int, int] | None = None
) -> list[BuildingMove]:
    """Return the buildings that lie in another grid, on the day the draft was made, than an option says."""
    grids = grids or {one.number: one for one in grids_of(option)}
    numbers = numbers if numbers is not None else numbers_of(option)
    base = _base_grids(option.draft)
    before = Place.objects.in_bulk(set(base.values()))
    found = Place.objects.filter(pk__in=list(numbers)).select_related("estate").order_by("number", "pk")
    moves = [
        BuildingMove(one, before.get(base.get(one.pk, 0)), grids[numbers[one.pk]])
        for one in found
        if grids[numbers[one.pk]].keeps_id != base.get(one.pk)
    ]
    return sorted(moves, key=lambda move: move.before.number if move.before else 0)


def changed_since(draft: Draft) -> str:
    """Say in a sentence what changed in the territory since a draft was made; empty if nothing that matters did.

    New and closed buildings and changed grids matter; households only where a grid that kept the bounds does no more.
    """
    now = base_of(draft.community)
    new, gone = set(now) - set(draft.base), set(draft.base) - set(now)
    moved = {pk for pk in set(now) & set(draft.base) if now[pk][0] != draft.base[pk][0]}
    said = [
        f"新增了 {len(new)} 栋楼" if new else "",
        f"关闭了 {len(gone)} 栋楼" if gone else "",
        f"有 {len(moved)} 栋楼换了网格" if moved else "",
    ]
    if any(said):
        return f"起草以后,{'、'.join(one for one in said if one)}。"
    if draft.chosen_id is None or now == draft.base:
        return ""
    return _outgrown(draft, now)


def _outgrown(draft: Draft, now: Mapping[str, list[int]]) -> str:
    assert draft.chosen is not None  # noqa: S101 — asked above
    names = {grid.number: grid.name for grid in grids_of(draft.chosen)}
    then, today = (_sums(numbers_of(draft.chosen), base) for base in (draft.base, now))
    for number, homes in sorted(today.items()):
        if draft.fewest <= then[number] <= draft.most and not draft.fewest <= homes <= draft.most:
            bounds = f"{draft.fewest} 到 {draft.most} 户"
            return f"起草以后户数变了:{names[number]}从 {then[number]} 户变成 {homes} 户,不再是 {bounds}。"
    return ""


def _sums(numbers: Mapping[int, int], base: Mapping[str, Sequence[int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for building, number in numbers.items():
        sums[number] = sums.get(number, 0) + base[str(building)][1]
    return sums
