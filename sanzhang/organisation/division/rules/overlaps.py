"""Several departments' grids over the same buildings: what they share, where they agree, who says what (§1.3).

A voice is a department, or the grids of today; what it says is a code for each building that it names. Codes of two
voices are never compared as words: two grids are each other's counterpart by the households that they share.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Homes = Mapping[int, int]  # building → households
Said = Mapping[int, str]  # building → code of a grid
Voices = Mapping[str, Said]
Grids = tuple[str, str]  # a grid of one voice, a grid of the other

AGREED, FINER, DISPUTED, ALONE = "agreed", "finer", "disputed", "alone"
STATES = {AGREED: "一致", FINER: "一方分得更细", DISPUTED: "冲突", ALONE: "只有一家划了"}
HALF = 0.5
A_HOUSEHOLD = 1000  # counts so much more than a building: a shop without households breaks ties only


@dataclass(frozen=True)
class Overlap:
    """One cell of the n:m table: a grid of one voice, a grid of another, what lies in both."""

    one: str
    other: str
    households: int
    buildings: int

    @property
    def weight(self) -> int:
        """Return what it counts: a household much more than a building."""
        return self.households * A_HOUSEHOLD + self.buildings


@dataclass(frozen=True)
class Pair:
    """Two voices: households that both name, and how many of them each state has."""

    one: str
    other: str
    households: int
    states: Mapping[str, int]

    @property
    def share(self) -> float | None:
        """Return the share of households on which both agree, 0 to 1; None where they share none."""
        return self.states.get(AGREED, 0) / self.households if self.households else None


@dataclass(frozen=True)
class Atom:
    """Buildings that each voice puts into one grid of its own: the smallest piece that a choice is made on."""

    key: str  # its first building
    buildings: tuple[int, ...]
    says: Mapping[str, str]  # voice → code
    households: int
    state: str
    camps: tuple[tuple[str, ...], ...]  # voices that agree here, together


@dataclass(frozen=True)
class Picture:
    """All voices beside each other."""

    pairs: tuple[Pair, ...]
    atoms: tuple[Atom, ...]

    @property
    def households(self) -> dict[str, int]:
        """Return state → households."""
        return {state: sum(one.households for one in self.atoms if one.state == state) for state in STATES}

    @property
    def share(self) -> float | None:
        """Return the share of households on which all agree, of those that two or more voices name."""
        found = self.households
        whole = sum(count for state, count in found.items() if state != ALONE)
        return found[AGREED] / whole if whole else None


def overlaps(homes: Homes, one: Said, other: Said) -> list[Overlap]:
    """Return the n:m table of two voices over the buildings that both name, most households first by row."""
    found: dict[Grids, list[int]] = {}
    for building in one.keys() & other.keys() & homes.keys():
        found.setdefault((one[building], other[building]), []).append(homes[building])
    rows = [Overlap(*grids, sum(counts), len(counts)) for grids, counts in found.items()]
    return sorted(rows, key=lambda row: (row.one, -row.households, -row.buildings, row.other))


@dataclass(frozen=True)
class _Relation:
    """How the grids of two voices lie to each other: for each pair with buildings in common, what it weighs in both."""

    shares: Mapping[Grids, tuple[float, float]]

    def state(self, one: str, other: str) -> str:
        most = [share > HALF for share in self.shares[one, other]]
        return AGREED if all(most) else FINER if any(most) else DISPUTED


def _relation(cells: Iterable[Overlap]) -> _Relation:
    """Return the relation of two voices.

    Two grids agree where what they share is more than half of either: no grid agrees with two. Where it is more than
    half of one of them only, that one is a part of the other. Else their borders cross.
    """
    weights = {(row.one, row.other): row.weight for row in cells}
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for (one, other), weight in weights.items():
        left[one] = left.get(one, 0) + weight
        right[other] = right.get(other, 0) + weight
    return _Relation(
        {
            (one, other): (weight / left[one], weight / right[other])
            for (one, other), weight in weights.items()
        }
    )


def _matched(rows: Iterable[Overlap]) -> dict[str, str]:
    """Return the pairs of grids that share most households in all, each grid in one pair at most.

    Maximum weight matching (Edmonds 1965, Galil 1986).
    """
    import networkx  # heavy: only who compares waits for it

    graph = networkx.Graph()
    for row in sorted(rows, key=lambda row: (row.one, row.other)):
        graph.add_edge(("one", row.one), ("other", row.other), weight=row.weight)
    pairs = (dict(pair) for pair in networkx.max_weight_matching(graph))
    return {pair["one"]: pair["other"] for pair in pairs}


def picture(homes: Homes, voices: Voices) -> Picture:
    """Return how all voices lie to each other; buildings in the order of `homes`."""
    relations = {
        (one, other): _relation(overlaps(homes, voices[one], voices[other]))
        for one, other in combinations(voices, 2)
    }
    found: dict[tuple[str | None, ...], list[int]] = {}
    for building in homes:
        found.setdefault(tuple(voices[name].get(building) for name in voices), []).append(building)
    atoms = tuple(
        _atom(homes, dict(zip(voices, says, strict=True)), here, relations) for says, here in found.items()
    )
    pairs = tuple(_pair(atoms, *names, relation) for names, relation in relations.items())
    return Picture(pairs, atoms)


def _atom(
    homes: Homes,
    heard: Mapping[str, str | None],
    buildings: list[int],
    relations: Mapping[tuple[str, str], _Relation],
) -> Atom:
    says = {name: code for name, code in heard.items() if code is not None}
    states = {pair: relations[pair].state(says[pair[0]], says[pair[1]]) for pair in combinations(says, 2)}
    state = next((one for one in (DISPUTED, FINER, AGREED) if one in states.values()), ALONE)
    households = sum(homes[one] for one in buildings)
    return Atom(str(buildings[0]), tuple(buildings), says, households, state, _camps(list(says), states))


def _camps(names: list[str], states: Mapping[tuple[str, str], str]) -> tuple[tuple[str, ...], ...]:
    """Return the voices in groups: each joins the first group all of whose voices it agrees with."""
    camps: list[list[str]] = []
    for name in names:
        mine = (camp for camp in camps if all(states[other, name] == AGREED for other in camp))
        camp = next(mine, None)
        if camp is None:
            camps.append([name])
        else:
            camp.append(name)
    return tuple(tuple(camp) for camp in camps)


def _pair(atoms: Iterable[Atom], one: str, other: str, relation: _Relation) -> Pair:
    states: dict[str, int] = {}
    for atom in atoms:
        if one in atom.says and other in atom.says:
            state = relation.state(atom.says[one], atom.says[other])
            states[state] = states.get(state, 0) + atom.households
    return Pair(one, other, sum(states.values()), states)


def settled(
    homes: Homes, voices: Voices, base: str, follow: Mapping[str, str] | None = None
) -> dict[int, int]:
    """Return building → grid 1, 2 … of one plan: as `base` says, but where another voice is followed.

    `follow`: key of an atom → voice. A followed grid goes to its counterpart among the grids of `base`; without one
    it becomes a grid of its own. What the chosen voice does not name goes as the first voice says that names it.
    """
    place = _places(homes, voices, base)
    numbers: dict[Grids, int] = {}
    found: dict[int, int] = {}
    for atom in picture(homes, voices).atoms:
        order = [(follow or {}).get(atom.key, base), base, *voices]
        voice = next(name for name in order if name in atom.says)
        for building in atom.buildings:
            found[building] = numbers.setdefault(place(voice, atom.says[voice]), len(numbers) + 1)
    return {building: found[building] for building in homes}


def _places(homes: Homes, voices: Voices, base: str) -> Callable[[str, str], Grids]:
    """Return what tells where a grid of a voice goes: a grid of `base`, or itself."""
    counterparts = {
        name: _matched(overlaps(homes, said, voices[base])) for name, said in voices.items() if name != base
    }

    def place(voice: str, code: str) -> Grids:
        known = counterparts.get(voice, {}).get(code)
        return (base, known) if known is not None else (voice, code)

    return place
