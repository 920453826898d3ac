"""What is known of buildings beyond their doors: who lives there in numbers, what work it makes (§1.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import queries
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.models import BuildingProfile, Place

PROFILE = ("elderly", "renters", "load", "matters", "block")
Values = Mapping[int, Mapping[str, Any]]  # building id → field → value


@transaction.atomic
def note_profiles(
    community: Place, *, values: Values, by: Actor, at: datetime, on: date | None = None
) -> int:
    """Note what is known of buildings from a day on; what is not said stays as it was known. Returns how many changed.

    What the clock counts (`matters`) has one row a month, so that years of nights stay few rows.
    """
    seat = permission.require(by, "territory.note_profile", community, at=at)
    changed = write_profiles(community, values=values, on=on or timezone.localdate(at))
    if changed:
        facts = {"count": changed}
        journal.record(
            "place.profiles_noted",
            by=by,
            at=at,
            seat=seat,
            on=community,
            community_id=community.pk,
            facts=facts,
        )
    return changed


def write_profiles(community: Place, *, values: Values, on: date) -> int:
    """Write rows that differ from what is known; for actions that have asked."""
    known = queries.profiles_of(community, on)
    fresh, changed = [], []
    for building_id, said in values.items():
        before = known.get(building_id)
        now = {name: said.get(name, getattr(before, name) if before else _unknown(name)) for name in PROFILE}
        if before and all(getattr(before, name) == now[name] for name in PROFILE):
            continue
        if before and (
            before.noted_on == on or (set(said) <= {"matters"} and _same_month(before.noted_on, on))
        ):
            for name in PROFILE:
                setattr(before, name, now[name])
            changed.append(before)
        elif before or any(now[name] not in (None, "") for name in PROFILE):
            fresh.append(BuildingProfile(community=community, building_id=building_id, noted_on=on, **now))
    BuildingProfile.objects.bulk_update(changed, list(PROFILE), batch_size=edges.BATCH)
    BuildingProfile.objects.bulk_create(fresh, batch_size=edges.BATCH)
    return len(fresh) + len(changed)


def _unknown(name: str) -> str | None:
    return "" if name == "block" else None


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)
