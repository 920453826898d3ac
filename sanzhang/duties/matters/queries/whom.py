"""Whom one may send: the members of the grid, and the departments above; topic first (§1.4, §4.2)."""

from datetime import datetime

from sanzhang.duties.matters import work
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.records.paths import in_area
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import GridMember, Post
from sanzhang.organisation.posts.rules import members
from sanzhang.organisation.territory.models import Place

GRID_WIDTH, DISTRICT_WIDTH = 15, 6
UTILITIES = (members.WATER, members.POWER, members.GAS, members.HEAT)


def handlers_for(matter: Matter, at: datetime, *, barred: set[int]) -> dict[str, work.Handler]:
    """Return key → handler: members of the matter's grid, those who take its topic first; then departments.

    `barred`: persons who must not get it.
    """
    found: dict[str, work.Handler] = {}
    for member in _members(matter, at):
        if member.person_id not in barred:
            found[f"member-{member.pk}"] = _of_member(member)
    above = [matter.path[:width] for width in (DISTRICT_WIDTH, 4)]
    departments = Post.objects.filter(kind="department_worker", place__path__in=above, closed_at=None)
    for post in departments.select_related("place__parent"):
        if in_area(matter.path, post.place.path):
            found[f"post-{post.pk}"] = work.Handler(work.DEPARTMENT, posts.title_of(post), post_id=post.pk)
    return found


def _members(matter: Matter, at: datetime) -> list[GridMember]:
    grid = Place.objects.filter(path=matter.path[:GRID_WIDTH], kind="grid").first()
    serving = posts.members_of(grid, at) if grid else []
    wanted = matter.filed_as.taken_by if matter.filed_as else ""

    def rank(member: GridMember) -> tuple[bool, bool]:
        return member.kind != wanted, matter.topic not in member.topics

    return sorted(serving, key=rank)


def _of_member(member: GridMember) -> work.Handler:
    body = f"({member.body})" if member.body else ""
    person = member.person
    return work.Handler(
        work.UTILITY if member.kind in UTILITIES else work.MEMBER,
        f"{member.title}{body}"[:60],
        phone=(person.phone if person else member.duty_phone) or "",
        member_id=member.pk,
        person_id=person.pk if person else None,
    )
