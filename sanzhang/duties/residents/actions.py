"""Who moves in, who moves out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.duties.residents.models import Home
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory.models import Household


@transaction.atomic
def settle(person: Person, *, household: Household, by: Actor, at: datetime) -> Home:
    """Note that a person lives behind a door from today on; twice is once (§4.1)."""
    permission.require(by, "residents.settle", household, at=at)
    home, is_new = Home.objects.get_or_create(
        community_id=household.community_id,
        household=household,
        person=person,
        ends_on=None,
        defaults={"starts_on": timezone.localdate(at)},
    )
    if is_new:
        journal.record(
            "home.settled", by=by, at=at, on=home, about=person, community_id=household.community_id
        )
    return home


@transaction.atomic
def move_out(home: Home, *, by: Actor, at: datetime) -> None:
    """Note that a person no longer lives there; a home entered the same day is taken back."""
    permission.require(by, "residents.settle", home, at=at)
    today = timezone.localdate(at)
    live = Home.objects.filter(pk=home.pk, ends_on=None)
    if live.filter(starts_on=today).delete()[0] or live.update(ends_on=today):
        journal.record("home.left", by=by, at=at, on=home, about=home.person, community_id=home.community_id)
