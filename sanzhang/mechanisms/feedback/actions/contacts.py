"""Keeping whom an alarm texts while the database is away: a sealed copy on disk, made anew again and again."""

from datetime import datetime

from sanzhang.foundation import permission
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.mechanisms.feedback import contacts, queries
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

AT_ONCE = 200


def keep_contacts(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Copy all communities' units and whom they text; say how many communities. Raises: NotAllowed, OSError.

    Three queries a community, none of them long; no transaction, so that a city's copy holds up nobody.
    """
    permission.require(by, "alarm.keep_contacts", at=at)
    index: dict[str, int] = {}
    communities = Place.objects.filter(kind="community", closed_on=None).order_by("path")
    for community in communities.iterator(AT_ONCE):
        index |= dict.fromkeys(_keep(community, at), community.pk)
    contacts.put_index(index, at)
    return len(set(index.values()))


def keep_contacts_of(community: Place, *, by: Actor = SYSTEM, at: datetime) -> bool:
    """Copy one community anew after a post changed, unless that was done since. Raises: NotAllowed, OSError."""
    permission.require(by, "alarm.keep_contacts", at=at)
    made = contacts.made_at(community.pk)
    if made is None or made > at:  # none yet: the next round makes it, with its index
        return False
    _keep(community, at)
    return True


def _keep(community: Place, at: datetime) -> list[str]:
    """Write the copy of one community and return its units' tokens; nothing where it has no units."""
    found = Place.objects.filter(community=community, kind="unit", closed_on=None)
    units = {
        one.token: contacts.Unit(one.pk, one.path, territory.full_name(one))
        for one in found.select_related("parent__estate")
    }
    people = [
        contacts.Contact(one.person_id, one.post_id, one.person.phone, one.post.place.path)
        for one in queries.first_called(community, at)
        if one.person.phone.startswith("1")
    ]
    if units:
        contacts.put(community.pk, units, people, at)
    return list(units)
