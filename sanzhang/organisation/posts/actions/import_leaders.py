"""Bulk seating: a community's list of leaders, compared and put into effect whole or not at all (§1.5, R3)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as known
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import mask_phone
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leaders_table import COLUMNS, LeaderRow, LeadersTable, read_leaders
from sanzhang.organisation.posts.actions.seating import replace, seat
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

EXPLAINED = (
    ("岗位", "网格长、楼栋长、单元长"),
    ("姓名、手机号", "空着的行当作空缺,不会改动。现任的手机号带星号,没有换人就照原样留着;换了人要写全"),
    ("公示姓名、公示电话", "本人同意写“是”;不同意或没问过写“否”,牌上用社区值班电话"),
)


__all__ = [
    "LeadersPlan",
    "LeadersTable",
    "import_leaders",
    "plan_leaders",
    "read_leaders",
    "template_workbook",
]


@dataclass
class LeadersPlan:
    """What an import would do."""

    seat: list[tuple[Post, LeaderRow]] = field(default_factory=list)
    replace: list[tuple[Tenure, LeaderRow]] = field(default_factory=list)
    same: list[tuple[Tenure, LeaderRow]] = field(default_factory=list)
    new_people: list[tuple[str, str]] = field(default_factory=list)
    new_consents: list[tuple[LeaderRow, str]] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        """Return the plan in numbers, in the order to show them."""
        return {
            "空缺补上": len(self.seat),
            "换人": len(self.replace),
            "不变": len(self.same),
            "新登记人员": len(self.new_people),
            "新登记公示同意": len(self.new_consents),
        }

    @property
    def changes(self) -> int:
        """Return how much would change."""
        return len(self.seat) + len(self.replace) + len(self.new_consents)

    def digest(self) -> str:
        """Return the SHA-256 of who goes where, by which a confirmation is known to mean the same."""
        told = [f"seat {post.pk} {row.name} {row.phone}" for post, row in self.seat]
        told += [f"replace {tenure.pk} {row.name} {row.phone}" for tenure, row in self.replace]
        told += [f"consent {row.name} {row.phone} {purpose}" for row, purpose in self.new_consents]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def plan_leaders(community: Place, table: LeadersTable, *, at: datetime) -> LeadersPlan:
    """Return what `table` would change at `at`; a fixed number of queries, nothing written."""
    plan = LeadersPlan()
    found = Post.objects.filter(community=community, pk__in=[row.post_id for row in table.rows])
    posts = {post.pk: post for post in found.select_related("place__parent__estate", "place__estate")}
    held = queries.running(posts.values(), at)
    there = known.same_persons([(row.name, row.phone) for row in table.rows])
    consents = known.consents_of_many([person.pk for person in there.values()])
    for row in table.rows:
        tenure, person = held.get(row.post_id), there.get((row.name, row.phone))
        if tenure is None:
            plan.seat.append((posts[row.post_id], row))
        elif person == tenure.person:
            plan.same.append((tenure, row))
        else:
            tenure.post = posts[row.post_id]
            plan.replace.append((tenure, row))
        given = consents.get(person.pk, set()) if person else set()
        plan.new_consents += [(row, purpose) for purpose in row.shown if purpose not in given]
    changed = {(row.name, row.phone) for _, row in [*plan.seat, *plan.replace]}
    plan.new_people = sorted(changed - set(there))
    return plan


class ChangedMeanwhile(Exception):
    """Somebody was seated between the dry run and the confirmation."""

    status = 409
    words = "从试导入到现在,有岗位换了人。什么也没有导入。请再试导入一次,看清楚再确认。"


@transaction.atomic
def import_leaders(
    community: Place, table: LeadersTable, *, by: Actor, at: datetime, expected: str = ""
) -> LeadersPlan:
    """Seat everybody of a list from `at` on, in one transaction; who is there already is left alone.

    `expected`: digest of the plan that was confirmed. Raises: ChangedMeanwhile, PostTaken, NotAllowed.
    """
    held_by = permission.require(by, "posts.bulk_seat", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)
    plan = plan_leaders(community, table, at=at)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    made = people.enrol_many(plan.new_people, by=by, at=at, community_id=community.pk)
    persons = known.same_persons([(row.name, row.phone) for row in table.rows])
    persons |= {(person.name, person.phone): person for person in made}
    _seat_all(plan, persons, by=by, at=at)
    for row, purpose in plan.new_consents:
        people.consent(persons[row.name, row.phone], purpose=purpose, by=by, at=at)
    if plan.changes:
        facts = {name: count for name, count in plan.figures().items() if count}
        journal.record(
            "post.leaders_imported",
            by=by,
            at=at,
            seat=held_by,
            on=community,
            community_id=community.pk,
            facts=facts,
        )
    return plan


def _seat_all(plan: LeadersPlan, persons: dict[tuple[str, str], Person], *, by: Actor, at: datetime) -> None:
    for post, row in plan.seat:
        seat(post, person=persons[row.name, row.phone], starts_at=at, way=_way(post), by=by, at=at)
    for tenure, row in plan.replace:
        person = persons[row.name, row.phone]
        replace(tenure, person=person, from_at=at, way=_way(tenure.post), by=by, at=at)


def _way(post: Post) -> str:
    return "appointment" if post.kind == rules.GRID else "recommendation"


def template_workbook(community: Place, at: datetime) -> bytes:
    """Return all leaders' posts of a community with who holds them now; phones masked, so that none leaves."""
    found = Post.objects.filter(community=community, kind__in=rules.LEADERS, closed_at=None)
    posts = list(
        found.select_related("place__parent__parent", "place__parent__estate", "place__estate").order_by(
            "place__path"
        )
    )
    held = queries.running(posts, at)
    consents = known.consents_of_many([tenure.person_id for tenure in held.values()])
    rows = [_template_row(post, held.get(post.pk), consents) for post in posts]
    heads = [column.label for column in COLUMNS]
    return write_workbook(
        [Table("三长名单", heads, rows), Table("怎么填", ("列", "说明"), EXPLAINED, widths=(22, 70))]
    )


def _template_row(post: Post, tenure: Tenure | None, consents: dict[int, set[str]]) -> tuple[str, ...]:
    place = post.place
    building = place if place.kind == "building" else place.parent if place.kind == "unit" else None
    grid = place if place.kind == "grid" else building.parent if building else None
    estate = building.estate.name if building and building.estate else ""
    where = (grid.name if grid else "", estate, building.name if building else "")
    unit = place.name if place.kind == "unit" else ""
    if tenure is None:
        return (rules.KINDS[post.kind], *where, unit, "", "", "", "")
    given = consents.get(tenure.person_id, set())
    shown = ["是" if purpose in given else "否" for purpose in ("plaque.name", "plaque.phone")]
    person = tenure.person
    return (rules.KINDS[post.kind], *where, unit, person.name, mask_phone(person.phone), *shown)
