"""What the screens of a division ask: what is known of a community, options side by side, what a plan will do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from django.db.models import Count, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.division import rules
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.division.queries.drafts import communities_visible_to, last_change
from sanzhang.organisation.division.queries.faces import Face, GridFace, faces_of
from sanzhang.organisation.division.queries.plans import BuildingMove, GridLine, State, moves_of, state_before
from sanzhang.organisation.division.queries.problems import community_on
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

NAMED, NAMED_AT_MOST = 3, 12
UNPROVED = 0.5  # a bound this far off says nothing
Count_ = Callable[[Place, Sequence[BuildingMove], datetime], int]
Foreseen = tuple[str, str, Count_]
_foreseers: list[Foreseen] = []


def foresee(label: str, unit: str, count: Count_) -> None:
    """Let a room above say how many of its things a plan moves (called once, when the room is ready)."""
    if (label, unit, count) not in _foreseers:
        _foreseers.append((label, unit, count))


def foreseen(community: Place, moves: Sequence[BuildingMove], at: datetime) -> list[tuple[str, str]]:
    """Return label and number of everything in the rooms above that goes along with these moves."""
    return [(label, f"{count(community, moves, at)} {unit}") for label, unit, count in _foreseers]


def communities_with_drafts(by: Actor, at: datetime) -> list[tuple[Place, Draft | None]]:
    """Return the communities in the areas of `by`, each with its newest draft."""
    here = list(communities_visible_to(by, at))
    newest: dict[int, Draft] = {}
    for draft in Draft.objects.filter(community__in=here).order_by("made_at", "pk"):
        newest[draft.community_id] = draft
    return [(one, newest.get(one.pk)) for one in here]


def open_for(by: Actor, at: datetime) -> QuerySet[Draft]:
    """Return the drafts that `by` has begun or that came back, the newest first."""
    areas = permission.areas(by, "division.draft", at=at)
    states = (rules.DRAFTING, *rules.OPEN, rules.SIGNED)
    found = Draft.objects.filter(area_filter(areas, "community__path"), state__in=states)
    return found.select_related("community").order_by("-made_at", "-pk")


@dataclass(frozen=True)
class Known:
    """One kind of data that a plan is made of: how many buildings have it, and what happens without."""

    label: str
    have: int
    whole: int
    without: str

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is missing."""
        return self.have >= self.whole

    @property
    def missing(self) -> int:
        """Return how many buildings lack it."""
        return self.whole - self.have


def known_of(community: Place, on: date) -> list[Known]:
    """Return what is known of a community's buildings, the most needed first; two queries."""
    counted = territory.below(community, "building").aggregate(
        whole=Count("pk"),
        homes=Count("pk", filter=Q(households__gt=0)),
        placed=Count("pk", filter=~Q(longitude=None) & ~Q(latitude=None)),
        estates=Count("pk", filter=~Q(estate=None)),
    )
    profiles = list(territory.profiles_of(community, on).values())
    whole = counted["whole"]

    def told(name: str, label: str, without: str) -> Known:
        return Known(label, sum(getattr(one, name) not in (None, "") for one in profiles), whole, without)

    loaded = sum(one.load is not None or one.matters is not None for one in profiles)
    return [
        Known("户数", counted["homes"], whole, "没有住户的楼,跟着旁边的楼走。"),
        Known("经纬度", counted["placed"], whole, "没有的,按同一小区或同一网格的楼估计位置。"),
        Known("所在小区", counted["estates"], whole, "没有的,不管会不会把小区拆开。"),
        told("elderly", "老年户", "没有的按平均估计;全都没有,就不考虑老年户。"),
        told("renters", "出租户", "没有的按平均估计;全都没有,就不考虑出租户。"),
        Known("管理负担", loaded, whole, "没有的按平均估计;全都没有,就不考虑管理负担。"),
        told("block", "地块(大马路分开)", "没有的,看不出跨不跨大马路。"),
    ]


@dataclass(frozen=True)
class Column:
    """An option beside the others: its picture and its figures."""

    face: Face
    moved_buildings: int
    moved_households: int

    @property
    def option(self) -> Option:
        """Return the option itself."""
        return self.face.option


def columns_of(draft: Draft) -> tuple[State | None, list[Column]]:
    """Return today's grids by the same rules, and each option of a draft. Raises: NothingToDivide."""
    options = list(Option.objects.filter(draft=draft).order_by("order"))
    if not options:
        return None, []
    community = community_on(draft.community, draft.base_on)
    homes = {one.pk: one.households for one in community.buildings}
    for option in options:
        option.draft = draft
    found = []
    for face in faces_of(options, community):
        keeps = {one.grid.number: one.grid.keeps_id for one in face.grids}
        moved = [pk for pk, number in face.numbers.items() if keeps.get(number) != _base_grid(draft, pk)]
        found.append(Column(face, len(moved), sum(homes.get(pk, 0) for pk in moved)))
    return state_before(options[0], community), found


def _base_grid(draft: Draft, building: int) -> int | None:
    kept = draft.base.get(str(building))
    return kept[0] if kept else None


Line = tuple[str, str, list[str]]  # label, today, each option


def lines_of(before: State | None, columns: Sequence[Column]) -> list[Line]:
    """Return the table of options side by side: label, today, each option; what nobody knows is left out."""
    states = [one.face.state for one in columns]
    weights = [one.option.weights for one in columns]
    shown: list[Line] = [
        _line("网格", before, states, lambda state: f"{len(state.grids)} 个"),
        _line("每格户数", before, states, lambda state: _span([one.households for one in state.grids])),
        _line("符合规定的网格", before, states, _lawful),
        ("换网格的户", "—", [f"{one.moved_households} 户" for one in columns]),
        ("换网格的楼", "—", [f"{one.moved_buildings} 栋" for one in columns]),
        _line("被拆开的小区", before, states, _split),
    ]
    for name, label in (("elderly", "每格老年户"), ("renters", "每格出租户"), ("load", "每格管理负担")):
        if columns and name in has_of(columns[0].face):
            spans = [_span([getattr(one, name) or 0 for one in state.grids]) for state in states]
            today = _span([getattr(one, name) or 0 for one in before.grids]) if before else "—"
            shown.append((label, today, spans))
    far = [distance_words(state, weight) for state, weight in zip(states, weights, strict=True)]
    shown.append(("离网格中心平均", distance_words(before, weights[0]) if before and weights else "—", far))
    shown.append(("算得怎么样", "—", [proof_words(one.option) for one in columns]))
    return shown


def _line(label: str, before: State | None, states: Iterable[State], tell: Callable[[State], str]) -> Line:
    return label, tell(before) if before else "—", [tell(state) for state in states]


def _span(values: Sequence[float]) -> str:
    if not values:
        return "—"
    low, high = round(min(values)), round(max(values))
    return f"{low}" if low == high else f"{low} 到 {high}"


def _lawful(state: State) -> str:
    held = sum(one.holds for one in state.grids)
    return f"{'✓' if held == len(state.grids) else '▲'} {held} / {len(state.grids)}"


def _split(state: State) -> str:
    if not state.split_estates:
        return "没有"
    return f"{len(state.split_estates)} 个:{'、'.join(one.name for one in state.split_estates[:3])}"


def distance_words(state: State, weights: Mapping[str, float]) -> str:
    """Return how far households lie from the middle of their grid, as a quadratic mean in metres."""
    weight = float(weights.get("distance", 1.0))
    homes = sum(one.households for one in state.grids)
    if weight <= 0 or not homes:
        return "—"
    return f"{round(sqrt(max(state.parts.get('distance', 0.0), 0.0) / weight / homes))} 米"


def proof_words(option: Option) -> str:
    """Say in plain words how good an option is proved to be, by its own weights."""
    if not option.is_lawful:
        return "不完全符合规定"
    if option.status == rules.OPTIMAL:
        return "已证明最好"
    if option.gap is None and option.status == rules.EDITED:
        return "手工方案,没有和最好的比"
    if option.gap is None or option.gap > UNPROVED:
        return "还没有证明离最好的差多少"
    share = max(option.gap, 0.0) * 100
    if share < 0.005:
        return "已证明最好"
    return f"离最好的最多差 {share:.2f}%"


@dataclass(frozen=True)
class Pair:
    """A grid of today beside what becomes of it; one of the two may be missing."""

    name: str
    before: GridLine | None
    after: GridLine | None

    @property
    def words(self) -> str:
        """Say what becomes of it."""
        if self.after is None:
            return "撤并"
        return "新设" if self.before is None else self.after.words

    @property
    def is_same(self) -> bool:
        """Say whether the grid goes on with as many households and buildings, and keeps the rules."""
        if self.before is None or self.after is None or not self.after.holds:
            return False
        before, after = self.before, self.after
        return (before.households, before.buildings) == (after.households, after.buildings)


def pairs_of(before: State | None, after: State) -> list[Pair]:
    """Return today's grids beside the plan's: those that go on or go, then the new ones."""
    goes_on = {one.keeps.pk: one for one in after.grids if one.keeps}
    lines = before.grids if before else []
    known = {one.keeps.pk for one in lines if one.keeps}
    found = [Pair(one.name, one, goes_on.get(one.keeps.pk)) for one in lines if one.keeps]
    new = [one for one in after.grids if one.keeps is None or one.keeps.pk not in known]
    return found + [Pair(one.name, None, one) for one in new]


@dataclass(frozen=True)
class Effect:
    """What a plan does on its day, beyond the map."""

    moves: list[BuildingMove]
    households: int
    units: int
    others: list[tuple[str, str]]  # label and number of what goes along in the rooms above


def effect_of(option: Option, at: datetime) -> Effect:
    """Return what happens when an option takes effect."""
    moves = moves_of(option)
    buildings = [one.building for one in moves]
    units = Place.objects.filter(parent__in=buildings, kind="unit", closed_on=None).count()
    others = foreseen(option.draft.community, moves, at)
    return Effect(moves, sum(one.households for one in buildings), units, others)


def buildings_in(face: Face, number: int) -> list[Place]:
    """Return the buildings of one grid of an option, those without households too, in walking order."""
    here = [pk for pk, grid in face.numbers.items() if grid == number]
    return list(Place.objects.filter(pk__in=here).select_related("estate", "parent").order_by("path"))


def all_buildings(face: Face) -> list[tuple[GridFace, list[Place]]]:
    """Return each grid of an option with its buildings, in walking order; one query."""
    found = Place.objects.filter(pk__in=list(face.numbers)).select_related("estate").order_by("path")
    inside: dict[int, list[Place]] = {}
    for one in found:
        inside.setdefault(face.numbers[one.pk], []).append(one)
    return [(shown, inside[shown.grid.number]) for shown in face.grids if shown.grid.number in inside]


def has_of(face: Face) -> set[str]:
    """Return which of elderly, renters, load anybody knows in this community."""
    profiles = face.community.profiles.values()
    found = {
        name for name in ("elderly", "renters") if any(getattr(one, name) is not None for one in profiles)
    }
    if any(one.load is not None or one.matters is not None for one in profiles):
        found.add("load")
    return found


def reasons_of(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return why no lawful plan exists: the words with the arithmetic, and the buildings they speak of."""
    if not columns or any(one.option.is_lawful or not one.option.reasons for one in columns):
        return []
    first = columns[0]
    names = {str(one.pk): territory.full_name(one) for one in first.face.community.buildings}
    return [(reason["words"], _named(reason.get("buildings", ()), names)) for reason in first.option.reasons]


def _named(buildings: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the names of some buildings; all of them or very many need no list."""
    known = [names[one] for one in buildings if one in names]
    if not known or len(known) == len(names) or len(known) > NAMED_AT_MOST:
        return ""
    return "、".join(known)


def last_words(face: Face) -> str:
    """Say what the newest step did to an option."""
    change = last_change(face.option)
    if change is None:
        return ""
    names = {one.grid.number: one.grid.name for one in face.grids}
    places = {str(one.pk): territory.full_name(one) for one in face.community.buildings}
    if change.kind == rules.SOLVE:
        return f"重新计算,{len(change.buildings)} 栋楼换了网格"
    moved = [places.get(pk, "没有住户的楼") for pk in change.buildings][:NAMED]
    more = f"等 {len(change.buildings)} 栋" if len(change.buildings) > NAMED else ""
    target = next((names.get(after, "") for _, after in change.buildings.values()), "")
    return f"{'、'.join(moved)}{more}移到{target}"


def weights_words(draft: Draft) -> str:
    """Say what a draft sets store by and what it leaves out; empty if everything counts as usual."""
    heavy = [words for term, words in rules.TERMS.items() if draft.weights.get(term, 1) > 1]
    off = [words for term, words in rules.TERMS.items() if draft.weights.get(term, 1) == 0]
    said = [f"重视{'、'.join(heavy)}" if heavy else "", f"不考虑{'、'.join(off)}" if off else ""]
    return ";".join(one for one in said if one)
