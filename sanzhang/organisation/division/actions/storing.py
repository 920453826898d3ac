"""How plans are kept: options with their grids and buildings, and what the solver says of them now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.models import Draft, Option, OptionBuilding, OptionGrid
from sanzhang.organisation.division.rules import names
from sanzhang.organisation.territory.models import Place

BATCH = 500


@dataclass(frozen=True)
class Found:
    """An option to be kept: building id → grid number, and what is proved of it."""

    name: str
    numbers: Mapping[int, int]
    weights: Mapping[str, float] = field(default_factory=dict)
    status: str = rules.EDITED
    proved: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)  # number → name, where somebody chose one
    keeps: Mapping[int, int] | None = None  # number → id of today's grid; None: by most households shared


def add_option(draft: Draft, found: Found, *, at: datetime) -> Option:
    """Write an option with its grids and buildings."""
    last = Option.objects.filter(draft=draft).aggregate(last=Max("order"))["last"] or 0
    option = Option(
        community_id=draft.community_id,
        draft=draft,
        order=last + 1,
        name=found.name[:60],
        weights=dict(found.weights),
        status=found.status,
        is_lawful=found.status in (rules.OPTIMAL, rules.FEASIBLE),
        made_at=at,
        **found.proved,
    )
    option.save(force_insert=True)
    keeps = found.keeps if found.keeps is not None else _continued(draft, found.numbers)
    OptionGrid.objects.bulk_create(_grids(option, sorted(set(found.numbers.values())), keeps, found.names))
    OptionBuilding.objects.bulk_create(
        (
            OptionBuilding(
                community_id=draft.community_id, option=option, building_id=building, grid_number=number
            )
            for building, number in found.numbers.items()
        ),
        batch_size=BATCH,
    )
    return option


def _continued(draft: Draft, numbers: Mapping[int, int]) -> dict[int, int]:
    rows = ((number, *draft.base[str(building)]) for building, number in numbers.items())
    return names.continued(names.shares_of((number, grid, homes) for number, grid, homes in rows))


def _grids(
    option: Option, numbers: list[int], keeps: Mapping[int, int], named: Mapping[int, str]
) -> list[OptionGrid]:
    """Return unsaved grids: those that go on keep their name, new ones get names that nobody bears."""
    every_grid = Place.objects.filter(
        community=option.community_id, kind="grid"
    )  # numbers are never used twice
    known = dict(every_grid.filter(closed_on=None).values_list("pk", "name"))
    last = every_grid.aggregate(last=Max("number"))["last"] or 0
    fresh = iter(names.fresh_names({*known.values(), *named.values()}, len(numbers), after=last))
    return [
        OptionGrid(
            community_id=option.community_id,
            option=option,
            number=number,
            name=named.get(number) or known.get(keeps.get(number, 0)) or next(fresh),
            keeps_id=keeps.get(number),
        )
        for number in numbers
    ]


def add_grid(option: Option, *, name: str = "") -> OptionGrid:
    """Write a new, empty grid of an option."""
    grids = list(OptionGrid.objects.filter(option=option))
    number = max((one.number for one in grids), default=0) + 1
    (made,) = _grids(option, [number], {}, {number: name} if name else {})
    taken = {one.name for one in grids}
    if made.name in taken:
        made.name = names.fresh_names(taken, 1, after=int("".join(filter(str.isdigit, made.name)) or 0))[0]
    made.save(force_insert=True)
    return made


def put(option: Option, numbers: Mapping[int, int]) -> None:
    """Write building id → grid number; one statement a grid."""
    by_number: dict[int, list[int]] = {}
    for building, number in numbers.items():
        by_number.setdefault(number, []).append(building)
    for number, buildings in sorted(by_number.items()):
        OptionBuilding.objects.filter(option=option, building__in=buildings).update(grid_number=number)


PROVED = (
    *("status", "is_lawful", "objective", "lower_bound", "gap"),
    *("proved_grids", "parts", "reasons", "breaches"),
)


def proved_of(option: Option) -> dict[str, Any]:
    """Return what an option says of itself."""
    return {name: getattr(option, name) for name in PROVED}


def reassess(option: Option) -> None:
    """Write what the rules say of an option now that somebody has changed it; what was proved no longer holds."""
    state = queries.state_of(option)
    bound = option.lower_bound if len(state.grids) == option.proved_grids else None
    option.status, option.is_lawful = rules.EDITED, state.is_lawful
    option.objective, option.parts, option.reasons = state.objective, state.parts, []
    option.breaches = state.breaches
    option.gap = (
        (state.objective - bound) / state.objective if bound and state.objective and state.is_lawful else None
    )
    option.save(update_fields=list(PROVED))
