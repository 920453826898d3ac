"""Grid members in lists: who serves which grid, and which grid has nobody of a kind (§1.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter
from sanzhang.foundation.records.text import clean_digits, clean_name
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.queries.members import members_of_many, members_visible_to, on_day
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

NOTED = ("city", "district", "street", "community", "grid")
NAMED = 5  # grids with gaps, beside a community
MOST = 100  # found in a wide area; who looks for more looks into one community


@dataclass(frozen=True)
class GridLine:
    """One grid with those of its members that are asked for, and the kinds that nobody serves."""

    grid: Place
    members: list[GridMember] = field(default_factory=list)
    gaps: tuple[str, ...] = ()  # kinds

    @property
    def cells(self) -> list[tuple[str, str, list[GridMember], bool]]:
        """Return (kind, words, members, whether nobody serves) of each expected kind, and of the others last."""
        return [
            (kind, words, [one for one in self.members if one.kind == kind], kind in self.gaps)
            for kind, words in rules.KINDS.items()
        ]

    @property
    def gap_words(self) -> list[str]:
        """Return the words of the kinds that nobody serves."""
        return [rules.KINDS[kind] for kind in self.gaps]


@dataclass(frozen=True)
class Level:
    """One place of a wide area: its grids, and how many of them lack each expected kind."""

    place: Place
    grids: int
    gaps: tuple[int, ...]  # in the order of rules.EXPECTED


def grid_lines(grids: Iterable[Place], at: datetime) -> list[GridLine]:
    """Return grids with who serves them; one query."""
    wanted = list(grids)
    found = members_of_many(wanted, at)
    return [_line(grid, found.get(grid.pk, [])) for grid in wanted]


def _line(grid: Place, members: list[GridMember]) -> GridLine:
    there = {one.kind for one in members}
    return GridLine(grid, members, tuple(kind for kind in rules.EXPECTED if kind not in there))


def member_lines(
    area: Place, at: datetime, *, kind: str = "", topic: str = "", words: str = "", lacking: str = ""
) -> list[GridLine]:
    """Return the grids of a community (or one grid) with their members; two queries.

    `kind`, `topic`, `words`: only such members, and grids that have one. `lacking`: only grids without this kind,
    or with any gap where it is "any".
    """
    grids = [area] if area.kind == "grid" else list(territory.below(area, "grid").order_by("number", "path"))
    lines = grid_lines(grids, at)
    if lacking:
        return [one for one in lines if lacking in one.gaps or (lacking == "any" and one.gaps)]
    if not (kind or topic or words):
        return lines
    asked = words.replace("\x00", "").split()[:6]
    chosen = [
        GridLine(line.grid, [one for one in line.members if _is_asked(one, kind, topic, asked)], line.gaps)
        for line in lines
    ]
    return [line for line in chosen if line.members]


def _is_asked(member: GridMember, kind: str, topic: str, words: list[str]) -> bool:
    if (kind and member.kind != kind) or (topic and topic not in member.topics):
        return False
    name = member.person.name if words and member.person else ""
    said = f"{member.grid.name} {member.title} {member.body} {member.duty} {member.duty_phone} {name}"
    return all(word in said for word in words)


def places_below(area: Place) -> list[Place]:
    """Return the open places directly below a city, district or street."""
    return list(Place.objects.filter(parent=area, closed_on=None).exclude(kind="estate").order_by("path"))


def levels_of_members(places: list[Place], at: datetime) -> list[Level]:
    """Return places of one kind with how many of their grids lack whom; two queries."""
    if not places:
        return []
    areas, width = [place.path for place in places], len(places[0].path)
    grids = Place.objects.filter(area_filter(areas), kind="grid", closed_on=None).order_by()
    whole = dict(grids.values_list(Substr("path", 1, width)).annotate(Count("id")))
    running = GridMember.objects.filter(
        on_day(timezone.localdate(at)), area_filter(areas, "grid__path"), grid__closed_on=None
    )
    shares = running.order_by().values_list(Substr("grid__path", 1, width), "kind")
    served = {(path, kind): count for path, kind, count in shares.annotate(Count("grid", distinct=True))}
    return [_level(place, whole.get(place.path, 0), served) for place in places]


def _level(place: Place, grids: int, served: dict[tuple[str, str], int]) -> Level:
    return Level(place, grids, tuple(grids - served.get((place.path, kind), 0) for kind in rules.EXPECTED))


def found_members(by: Actor, at: datetime, *, area: str, words: str) -> list[GridLine]:
    """Return who serves anywhere in an area by whole name, body, number, kind or grid, at most `MOST`; one query.

    A name is found by its fingerprint, so it must be whole. Every word must fit.
    """
    found = members_visible_to(by, at).filter(
        on_day(timezone.localdate(at)), area_filter([area], "grid__path"), grid__closed_on=None
    )
    for word in words.replace("\x00", "").split()[:6]:
        found = found.filter(_fits(word))
    lines: dict[int, GridLine] = {}
    for member in found.select_related("community").order_by("grid__path", "kind", "pk")[:MOST]:
        lines.setdefault(member.grid_id, GridLine(member.grid)).members.append(member)
    return list(lines.values())


def _fits(word: str) -> Q:
    kinds = [kind for kind, name in rules.KINDS.items() if word == name]
    fits = Q(body__contains=word) | Q(label__contains=word) | Q(duty__contains=word) | Q(kind__in=kinds)
    fits |= Q(grid__name__contains=word) | Q(community__name__contains=word)
    if digits := clean_digits(word):
        fits |= Q(duty_phone__contains=digits)
    return fits | Q(person__name_index=blind_index(clean_name(word), "name"))


def note_of(place: Place, by: Actor, at: datetime) -> territory.Note | None:
    """Return what the page of a place says of its grids' members; nothing to whom it does not concern."""
    if place.kind not in NOTED or not permission.may(by, "posts.members_look", place, at=at):
        return None
    told: list[tuple[str, str, str]] = []
    if place.kind == "grid":
        (line,) = member_lines(place, at)
        told = [(one.title, _who(one), f"/posts/members/{one.pk}/") for one in line.members]
        missing = line.gap_words
    elif place.kind == "community":
        lines = member_lines(place, at)
        missing = [f"{line.grid.name}缺{'、'.join(line.gap_words)}" for line in lines if line.gaps]
        if len(missing) > NAMED:
            missing[NAMED:] = [f"还有 {len(missing) - NAMED} 个网格"]
    else:
        (level,) = levels_of_members([place], at)
        counts = zip(rules.EXPECTED, level.gaps, strict=True)
        missing = [f"{count:,} 个网格缺{rules.KINDS[kind]}" for kind, count in counts if count]
    return territory.Note("网格成员", told, missing, f"/posts/members/?area={place.pk}")


def _who(member: GridMember) -> str:
    return member.person.name if member.person else member.body


def count_to_check(by: Actor, at: datetime) -> int:
    """Return how many members `by` should look at once more; one query."""
    mine = members_visible_to(by, at, "posts.edit_members").filter(on_day(timezone.localdate(at)))
    return mine.filter(grid__closed_on=None).exclude(to_check="").count()


def to_check(lines: Iterable[GridLine]) -> list[GridMember]:
    """Return the members of some grids that somebody must look at once more."""
    return [one for line in lines for one in line.members if one.to_check]
