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


class NotPossible(Exception):
    """It can't be done as things are; `words` says why and what to do."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@transaction.atomic
def settle(person: Person, *, household: Household, by: Actor, at: datetime) -> Home:
    """Note that a person lives behind a door from today on; twice is once (§4.1). Raises: NotPossible."""
    seat = permission.require(by, "residents.settle", household, at=at)
    if household.closed_on is not None:
        raise NotPossible("这户门牌已经撤销。请核对门牌号。")
    home, is_new = Home.objects.get_or_create(
        community_id=household.community_id,
        household=household,
        person=person,
        ends_on=None,
        defaults={"starts_on": timezone.localdate(at)},
    )
    if is_new:
        home_in = household.community_id
        journal.record("home.settled", by=by, at=at, seat=seat, on=home, about=person, community_id=home_in)
    return home


@transaction.atomic
def move_out(home: Home, *, by: Actor, at: datetime) -> None:
    """Note that a person no longer lives there; a home entered the same day is taken back.

    Raises: NotPossible — moved out before.
    """
    seat = permission.require(by, "residents.settle", home, at=at)
    today = timezone.localdate(at)
    live = Home.objects.filter(pk=home.pk, ends_on=None)
    if not (live.filter(starts_on__gte=today).delete()[0] or live.update(ends_on=today)):
        raise NotPossible("这个人已经登记搬离,不用再办。")
    home_in = home.community_id
    journal.record("home.left", by=by, at=at, seat=seat, on=home, about=home.person, community_id=home_in)
