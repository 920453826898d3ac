"""What an option means for the grid leaders: who stays, whose grid changes, whose goes, which chairs are to fill."""

from dataclasses import dataclass
from datetime import datetime

from sanzhang.organisation.division.models import Option
from sanzhang.organisation.division.queries.drafts import grids_of, numbers_of
from sanzhang.organisation.division.queries.plans import moves_of
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

STAYS, CHANGES, GOES, NEW = "stays", "changes", "goes", "new"
WORDS = {
    STAYS: "范围不变",
    CHANGES: "网格长留任,范围有变化",
    GOES: "网格撤并,网格长到生效日零点离任",
    NEW: "新设,要安排网格长",
}


@dataclass(frozen=True)
class LeaderAfter:
    """One grid of today or of the plan, and what becomes of its leader."""

    name: str
    what: str
    grid: Place | None  # today's
    tenure: Tenure | None  # who holds it now

    @property
    def words(self) -> str:
        """Return what becomes of it, in Chinese."""
        return WORDS[self.what]


def leaders_after(option: Option, at: datetime) -> list[LeaderAfter]:
    """Return what an option means for each grid leader: today's grids first, then the new ones; five queries."""
    numbers, grids = numbers_of(option), grids_of(option)
    used = set(numbers.values())
    kept = {grid.keeps_id for grid in grids if grid.number in used and grid.keeps_id}
    moves = moves_of(option, grids={grid.number: grid for grid in grids}, numbers=numbers)
    touched = {move.before.pk for move in moves if move.before}
    touched |= {move.after.keeps_id for move in moves if move.after.keeps_id}
    today = Place.objects.filter(community=option.community_id, kind="grid", closed_on=None)
    here = list(today.order_by("number", "path"))
    chairs = {post.place_id: post for post in Post.objects.filter(place__in=here, closed_at=None)}
    held = posts.running(chairs.values(), at)
    found = [
        LeaderAfter(
            grid.name,
            GOES if grid.pk in touched and grid.pk not in kept else CHANGES if grid.pk in touched else STAYS,
            grid,
            held.get(chairs[grid.pk].pk) if grid.pk in chairs else None,
        )
        for grid in here
    ]
    return found + [
        LeaderAfter(grid.name, NEW, None, None) for grid in grids if grid.number in used and not grid.keeps_id
    ]
