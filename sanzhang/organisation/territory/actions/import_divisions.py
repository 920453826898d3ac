"""The State's division codes: city, districts, streets, communities."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.actions.import_buildings import HasFaults
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules.divisions_table import DivisionsTable, orphans, parent_of

KINDS = {rules.WIDTH[kind]: kind for kind in ("city", "district", "street", "community")}


@transaction.atomic
def import_divisions(table: DivisionsTable, *, by: Actor, at: datetime) -> dict[str, int]:
    """Add and rename places by their official codes; nothing is closed, a second import changes nothing (§1.1).

    Renames are dated. Returns how many were added and renamed. Raises: HasFaults — also where a code has nothing
    above it; the faults are then in `table`.
    """
    seat = permission.require(by, "territory.import_divisions", at=at)
    on = timezone.localdate(at)
    known = {place.path: place for place in Place.objects.filter(kind__in=KINDS.values())}
    table.faults = table.faults or orphans(table, set(known))
    if table.faults:
        raise HasFaults()
    added, renamed = [], []
    for path, name in sorted(table.names.items()):
        place = known.get(path)
        if place is None:
            above = parent_of(path, known)
            parent = known[above] if above else None
            known[path] = edges.new_place(parent, kind=KINDS[len(path)], name=name, path=path, on=on)
            added.append(known[path])
        elif place.name != name and place.closed_on is None:
            place.name = name
            renamed.append(place)
    edges.add_many(added)
    Place.objects.bulk_update(renamed, ["name"], batch_size=edges.BATCH)
    edges.redate(renamed, on=on)
    facts = {"added": len(added), "renamed": len(renamed)}
    journal.record("territory.divisions_imported", by=by, at=at, seat=seat, facts=facts)
    return facts
