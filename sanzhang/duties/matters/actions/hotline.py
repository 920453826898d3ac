"""Orders of a hotline entered as matters: whole or not at all unless asked; a second time only what is new (§4.2)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters.actions.hotline_table import HotlineRow, HotlineTable
from sanzhang.duties.matters.actions.report import report_matter
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.territory.models import Place

HOTLINE = "hotline"


class ListChanged(Exception):
    """What was confirmed is not what would be done now."""

    status = 409
    words = "确认的时候情况变了(有人刚导入过,或者地点改了)。请再看一遍。"


@dataclass
class HotlinePlan:
    """What an import would do."""

    add: list[HotlineRow] = field(default_factory=list)
    known: list[HotlineRow] = field(default_factory=list)

    def digest(self) -> str:
        """Return the SHA-256 of what would be entered, by which a confirmation is known to mean the same."""
        told = [f"{row.number} {row.place_id} {row.words}" for row in self.add]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def plan_hotline(community: Place, table: HotlineTable) -> HotlinePlan:
    """Return what a list would enter; the numbers that are there already stay as they are."""
    there: set[str] = set()
    numbers = [row.number for row in table.rows]
    for start in range(0, len(numbers), 500):
        found = Matter.objects.filter(
            community=community, origin=HOTLINE, outside_reference__in=numbers[start : start + 500]
        )
        there |= set(found.values_list("outside_reference", flat=True))
    plan = HotlinePlan()
    for row in table.rows:
        (plan.known if row.number in there else plan.add).append(row)
    return plan


@transaction.atomic
def import_hotline(
    community: Place, table: HotlineTable, *, by: Person, at: datetime, expected: str = ""
) -> HotlinePlan:
    """Enter the orders of a list that are not there yet, in one transaction.

    The hotline's own deadline counts where it is earlier than ours. Raises: NotAllowed, ListChanged.
    """
    seat = permission.require(by, "matter.import_hotline", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)
    plan = plan_hotline(community, table)
    if expected and plan.digest() != expected:
        raise ListChanged
    places = Place.objects.in_bulk({row.place_id for row in plan.add})
    kinds = Kind.objects.prefetch_related("clocks").in_bulk({row.kind_id for row in plan.add if row.kind_id})
    for row in plan.add:
        _enter(row, places[row.place_id], kinds.get(row.kind_id or 0), by=by, at=at)
    if plan.add:
        facts = {"added": len(plan.add), "known": len(plan.known)}
        journal.record(
            "matter.hotline_imported",
            by=by,
            at=at,
            seat=seat,
            on=community,
            community_id=community.pk,
            facts=facts,
        )
    return plan


def _enter(row: HotlineRow, place: Place, kind: Kind | None, *, by: Person, at: datetime) -> None:
    matter = report_matter(
        place=place,
        words=row.words,
        spot=row.address,
        topic=row.topic,
        filed_as=kind,
        details={"来电时间": row.called_at} if row.called_at else None,
        contact_name=row.caller,
        contact_phone=row.phone,
        origin=HOTLINE,
        outside_reference=row.number,
        by=by,
        at=at,
    )
    if row.due_at and row.due_at < matter.outward_due_at:
        due = matter.due_at
        if due and at < row.due_at < due:
            due = row.due_at
        Matter.objects.filter(pk=matter.pk).update(outward_due_at=row.due_at, due_at=due)
