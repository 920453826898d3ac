"""Departments' grids as screens show them: the pieces to choose on, pairs of voices, who says what (§1.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sanzhang.organisation.division.queries.merging import Scene
from sanzhang.organisation.division.rules import overlaps as rules
from sanzhang.organisation.division.rules.building_names import shortened
from sanzhang.organisation.territory.models import Place

LOOKS = {rules.AGREED: "done", rules.FINER: "waiting", rules.DISPUTED: "late", rules.ALONE: "plain"}


@dataclass(frozen=True)
class Piece:
    """Buildings on which voices differ, numbered; `says`: (voice, what it calls the grid)."""

    number: int
    key: str
    state: str
    buildings: Sequence[Place]
    households: int
    says: Sequence[tuple[str, str]]
    camps: Sequence[str]  # voices that agree here, with what they call the grid

    @property
    def where(self) -> str:
        """Return its buildings as people list them."""
        return shortened((one.estate.name if one.estate else "", one.name) for one in self.buildings)

    @property
    def words(self) -> str:
        """Return the state in words."""
        return rules.STATES[self.state]

    @property
    def look(self) -> str:
        """Return the look of its tag."""
        return LOOKS[self.state]


@dataclass(frozen=True)
class PairLine:
    """Two voices side by side, in whole per cent."""

    one: str
    other: str
    households: int
    agreed: int
    finer: int
    disputed: int
    share: int | None


def percent(share: float | None) -> int | None:
    """Return a share in whole per cent, 100 only where it is all."""
    if share is None:
        return None
    return 100 if share == 1 else min(round(share * 100), 99)


def pieces_of(scene: Scene) -> list[Piece]:
    """Return what somebody may want to choose on: conflicts first, the largest first."""
    order = {rules.DISPUTED: 0, rules.FINER: 1}
    chosen = sorted(
        (atom for atom in scene.picture.atoms if atom.state in order),
        key=lambda atom: (order[atom.state], -atom.households, atom.key),
    )
    return [
        Piece(
            number,
            atom.key,
            atom.state,
            [scene.buildings[pk] for pk in atom.buildings],
            atom.households,
            [(voice, scene.grid_name(voice, code)) for voice, code in atom.says.items()],
            [
                "、".join(f"{one} {scene.grid_name(one, atom.says[one])}" for one in camp)
                for camp in atom.camps
            ],
        )
        for number, atom in enumerate(chosen, start=1)
    ]


def pairs_of(scene: Scene) -> list[PairLine]:
    """Return all pairs of voices with how far they agree, those that agree least first."""
    lines = [
        PairLine(
            one.one,
            one.other,
            one.households,
            agreed=one.states.get(rules.AGREED, 0),
            finer=one.states.get(rules.FINER, 0),
            disputed=one.states.get(rules.DISPUTED, 0),
            share=percent(one.share),
        )
        for one in scene.picture.pairs
    ]
    return sorted(
        lines, key=lambda line: (line.share if line.share is not None else 101, line.one, line.other)
    )


@dataclass(frozen=True)
class BuildingLine:
    """A building with what each voice says of it, in the order of the voices; empty where one does not name it."""

    building: Place
    state: str
    said: Sequence[tuple[str, str]]  # (voice, grid)

    @property
    def words(self) -> str:
        """Return the state in words."""
        return rules.STATES[self.state]

    @property
    def look(self) -> str:
        """Return the look of its tag."""
        return LOOKS[self.state]


def building_lines(scene: Scene) -> list[BuildingLine]:
    """Return who says what of each building."""
    state = {pk: atom.state for atom in scene.picture.atoms for pk in atom.buildings}
    return [
        BuildingLine(
            building,
            state[pk],
            [
                (name, scene.grid_name(name, voice.said[pk]) if pk in voice.said else "")
                for name, voice in scene.voices.items()
            ],
        )
        for pk, building in scene.buildings.items()
    ]


@dataclass(frozen=True)
class Cell:
    """One row of the n:m table as it is shown, with the shares of both grids in per cent."""

    one: str
    other: str
    households: int
    buildings: int
    of_one: int | None
    of_other: int | None


def table_of(scene: Scene, one: str, other: str) -> list[Cell]:
    """Return the n:m table of two voices, shares of the households that both name."""
    rows = rules.overlaps(scene.homes, scene.voices[one].said, scene.voices[other].said)
    left, right = (
        _sums((row.one, row.households) for row in rows),
        _sums((row.other, row.households) for row in rows),
    )
    return [
        Cell(
            scene.grid_name(one, row.one),
            scene.grid_name(other, row.other),
            row.households,
            row.buildings,
            percent(row.households / left[row.one] if left[row.one] else None),
            percent(row.households / right[row.other] if right[row.other] else None),
        )
        for row in rows
    ]


def _sums(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, households in rows:
        sums[code] = sums.get(code, 0) + households
    return sums
