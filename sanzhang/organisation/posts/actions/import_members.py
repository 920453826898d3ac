"""A list of grid members, compared and put into effect whole or not at all; a second time only what differs (§1.4)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as known
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import mask_phone
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions.import_leaders import ChangedMeanwhile
from sanzhang.organisation.posts.actions.members import (
    Service,
    add_to_grids,
    change_members,
    end_members,
    service_of,
)
from sanzhang.organisation.posts.actions.members_table import (
    COLUMNS,
    MemberRow,
    MembersTable,
    read_members,
    running_in,
)
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place

__all__ = [
    "MembersPlan",
    "MembersTable",
    "import_members",
    "members_rows",
    "members_workbook",
    "plan_members",
    "read_members",
]
EXPLAINED = (
    ("网格", "写编号。一位成员负责几个网格,就写几行,或者写“1、2、3”“1-6”“全部”"),
    ("类别", f"{'、'.join(list(rules.KINDS.values())[:7])};别的照实写,例如 城管队员"),
    ("单位、单位电话", "居民扫码能看到。热线、值班电话都可以"),
    ("姓名、本人手机号", "没有固定的人可以空着。带星号的手机号照原样留着就不会改;换了人要写全"),
    ("公示姓名、公示手机号", "本人同意写“是”;没问过写“否”,居民看到的是单位电话,或者“请通过网格长联系”"),
    ("管哪些事", "可以写几类,用顿号隔开"),
    ("空着的行", "还没有人的,空着就不会登记"),
    ("表里没有写的成员", "不会动。不再负责的,请在成员页面办"),
)


@dataclass
class MembersPlan:
    """What an import would do."""

    add: list[MemberRow] = field(default_factory=list)
    change: list[tuple[GridMember, MemberRow]] = field(default_factory=list)
    replace: list[tuple[GridMember, MemberRow]] = field(default_factory=list)
    same: list[GridMember] = field(default_factory=list)
    untouched: list[GridMember] = field(default_factory=list)
    consents: list[tuple[MemberRow, str]] = field(default_factory=list)
    columns: frozenset[str] = frozenset()

    def told_changes(self) -> list[str]:
        """Return in sentences what changes, the same of several grids in one."""
        together: dict[str, list[str]] = {}
        for member, row in self.change:
            who = member.person.name if member.person else member.body
            told = f"{member.title} {who}:{_difference(member, _service(row, member, self.columns))}"
            together.setdefault(told, []).append(member.grid.name)
        return [f"{'、'.join(grids)}{told}" for told, grids in together.items()]

    def told_replacements(self) -> list[str]:
        """Return in sentences who follows whom, own numbers masked, the same of several grids in one."""
        together: dict[str, list[str]] = {}
        for member, row in self.replace:
            before = mask_phone(member.person.phone) if member.person else ""
            told = f"{member.title}:{row.name} {before or '没有号码'} → {mask_phone(row.phone)}"
            together.setdefault(told, []).append(member.grid.name)
        return [f"{'、'.join(grids)}{told}" for told, grids in together.items()]

    def figures(self) -> dict[str, int]:
        """Return the plan in numbers, in the order to show them."""
        return {
            "新登记": len(self.add),
            "改登记": len(self.change),
            "换人或换号": len(self.replace),
            "不变": len(self.same),
            "表里没有、不动": len(self.untouched),
            "新登记公示同意": len(self.consents),
        }

    @property
    def changes(self) -> int:
        """Return how much would change."""
        return len(self.add) + len(self.change) + len(self.replace) + len(self.consents)

    def digest(self) -> str:
        """Return the SHA-256 of what would be done, by which a confirmation is known to mean the same."""
        told = [f"add {_said(row)}" for row in self.add]
        told += [f"change {member.pk} {_said(row)}" for member, row in self.change]
        told += [f"replace {member.pk} {_said(row)}" for member, row in self.replace]
        told += [f"consent {purpose} {_said(row)}" for row, purpose in self.consents]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def _difference(member: GridMember, new: Service) -> str:
    """Return 单位电话 96000 → 96777, and what else a row changes."""
    words, old = queries.topics(), service_of(member)
    pairs = (
        ("单位", old.body, new.body),
        ("单位电话", rules.spoken(old.duty_phone), rules.spoken(new.duty_phone)),
        ("什么事找他", old.duty, new.duty),
        ("管哪些事", *("、".join(words.get(code, "") for code in one.topics) for one in (old, new))),
    )
    return ",".join(
        f"{label} {before or '空着'} → {after or '空着'}" for label, before, after in pairs if before != after
    )


def _said(row: MemberRow) -> str:
    return f"{row.key} {row.body} {row.duty_phone} {row.duty} {row.topics}"


def plan_members(community: Place, table: MembersTable, *, at: datetime) -> MembersPlan:
    """Return what `table` would change at `at`; nothing is written."""
    plan, left = MembersPlan(columns=table.columns), {one.pk: one for one in running_in(community, at)}
    matched = [(row, _exact(row, left)) for row in table.rows]
    for row, exact in matched:
        member = exact or _renamed(row, left)
        if member is None:
            plan.add.append(row)
        elif member.person and row.phone and member.person.phone != row.phone:
            plan.replace.append((member, row))
        elif service_of(member) != _service(row, member, table.columns):
            plan.change.append((member, row))
        else:
            plan.same.append(member)
        if member:
            left.pop(member.pk, None)
    plan.untouched = list(left.values())
    plan.consents = _new_consents(table.rows)
    return plan


def _exact(row: MemberRow, left: dict[int, GridMember]) -> GridMember | None:
    """Return the membership that a row means without doubt, and take it out of those left."""
    for member in _alike(row, left.values()):
        if member.person is None or member.person.phone == row.phone:
            return left.pop(member.pk)
    return None


def _renamed(row: MemberRow, left: dict[int, GridMember]) -> GridMember | None:
    """Return the one membership of the same name that no other row means: its number is another now."""
    found = _alike(row, left.values())
    return found[0] if len(found) == 1 and row.name else None


def _alike(row: MemberRow, members: Iterable[GridMember]) -> list[GridMember]:
    return [
        one
        for one in members
        if (one.grid_id, one.kind, one.label) == (row.grid_id, row.kind, row.label)
        and (one.person.name == row.name if one.person else not row.name and one.body == row.body)
    ]


def _service(row: MemberRow, member: GridMember | None, columns: Iterable[str]) -> Service:
    """Return what a row says; of a column that the list has not, what is there already."""
    given = {"body": row.body, "duty_phone": row.duty_phone, "duty": row.duty, "topics": row.topics}
    if member:
        given |= {name: getattr(service_of(member), name) for name in given if name not in columns}
        if (
            "duty_phone" not in columns and row.duty_phone
        ):  # a body's number stood in the one column for numbers
            given["duty_phone"] = row.duty_phone
    return Service(row.kind, row.label, **given)  # type: ignore[arg-type]


def _new_consents(rows: list[MemberRow]) -> list[tuple[MemberRow, str]]:
    wished = [row for row in rows if row.shown]
    persons = known.same_persons({(row.name, row.phone) for row in wished if row.phone})
    given = known.consents_of_many([person.pk for person in persons.values()])
    found: dict[tuple[str, str, str], tuple[MemberRow, str]] = {}
    for row in wished:
        person = persons.get((row.name, row.phone))
        for purpose in row.shown:
            if person is None or purpose not in given.get(person.pk, set()):
                found.setdefault((row.name, row.phone, purpose), (row, purpose))
    return list(found.values())


@transaction.atomic
def import_members(
    community: Place, table: MembersTable, *, by: Actor, at: datetime, expected: str = ""
) -> MembersPlan:
    """Enter and change everybody of a list from today on, in one transaction; who is there already is left alone.

    `expected`: digest of the plan that was confirmed. Raises: ChangedMeanwhile, NotPossible, NotAllowed.
    """
    held_by = permission.require(by, "posts.import_members", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)
    plan = plan_members(community, table, at=at)
    if expected and plan.digest() != expected:
        raise ChangedMeanwhile()
    _apply(plan, table, by=by, at=at)
    if plan.changes:
        facts = {name: count for name, count in plan.figures().items() if count}
        journal.record(
            "member.imported",
            by=by,
            at=at,
            seat=held_by,
            on=community,
            community_id=community.pk,
            facts=facts,
        )
    return plan


def _apply(plan: MembersPlan, table: MembersTable, *, by: Actor, at: datetime) -> None:
    for member, row in plan.change:
        change_members([member], service=_service(row, member, table.columns), by=by, at=at)
    for member, _ in plan.replace:
        end_members([member], reason=rules.REPLACED, by=by, at=at)
    grids = {grid.pk: grid for grid in Place.objects.filter(pk__in=[row.grid_id for row in table.rows])}
    together: dict[tuple[Service, str, str], list[Place]] = {}
    fresh: list[tuple[GridMember | None, MemberRow]] = [(None, row) for row in plan.add]
    for before, row in [*fresh, *plan.replace]:
        key = (_service(row, before, table.columns), row.name, row.phone)
        together.setdefault(key, []).append(grids[row.grid_id])
    persons = {}
    for (service, name, phone), wanted in together.items():
        made = add_to_grids(wanted, service=service, name=name, phone=phone, by=by, at=at)
        persons[name, phone] = made[0].person
    persons |= {(one.person.name, one.person.phone): one.person for one in plan.same if one.person}
    persons |= {(one.person.name, one.person.phone): one.person for one, _ in plan.change if one.person}
    for row, purpose in plan.consents:
        if person := persons.get((row.name, row.phone)):
            people.consent(person, purpose=purpose, by=by, at=at)


def members_workbook(community: Place, members: list[GridMember]) -> bytes:
    """Return a community's members as a workbook that can be read in again; own numbers masked, so that none leaves."""
    heads = [column.label for column in COLUMNS]
    rows = [*members_rows(members), *_gap_rows(community, members, width=len(heads))]
    rows.sort(key=lambda row: int(row[0]))
    tables = [Table("网格成员", heads, rows), Table("怎么填", ("列", "说明"), EXPLAINED, widths=(22, 70))]
    return write_workbook(tables)


def _gap_rows(community: Place, members: list[GridMember], *, width: int) -> list[list[str]]:
    """Return an empty row for each expected kind that a grid lacks, to be filled in."""
    there = {(one.grid.number, one.kind) for one in members}
    grids = Place.objects.filter(community=community, kind="grid", closed_on=None)
    return [
        [str(number), rules.KINDS[kind], *[""] * (width - 2)]
        for number in grids.order_by("number").values_list("number", flat=True)
        for kind in rules.EXPECTED
        if (number, kind) not in there
    ]


def members_rows(members: list[GridMember]) -> list[list[str]]:
    """Return one row a membership, in the columns of the list."""
    given = known.consents_of_many({one.person_id for one in members if one.person_id})
    words = queries.topics()
    return [_row(one, given.get(one.person_id or 0, set()), words) for one in members]


def _row(member: GridMember, given: set[str], words: dict[str, str]) -> list[str]:
    person = member.person
    return [
        str(member.grid.number),
        member.title,
        member.body,
        person.name if person else "",
        mask_phone(person.phone) if person else "",
        member.duty_phone_shown,
        member.duty,
        "、".join(words[code] for code in member.topics if code in words),
        *(
            ("是" if purpose in given else "否") if person else ""
            for purpose in (rules.SHOW_NAME, rules.SHOW_PHONE)
        ),
    ]
