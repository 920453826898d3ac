"""Putting something on the agenda of the next consultation, and taking it off."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sanzhang.duties.matters import queries as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.feedback import queries
from sanzhang.mechanisms.feedback.models import AgendaWish, Spot
from sanzhang.organisation.territory.models import Place

WORDS_MAX = 200


class NotOnAgenda(Exception):
    """It can't be put on the agenda, or taken off; `words` says why."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@transaction.atomic
def raise_for_agenda(
    *,
    place: Place,
    words: str,
    spot: Spot | None = None,
    matter: Matter | None = None,
    by: Actor,
    at: datetime,
) -> AgendaWish:
    """Put a spot, a matter or plain words on the agenda of a grid or community.

    One open wish a spot and a matter. Whom a matter is about can't put it there (R15).
    Raises: NotAllowed; NotOnAgenda — no words, there already, not visible, or a place above a community.
    """
    seat = permission.require(by, "agenda.raise", place, at=at)
    said = matter_rules.clean_words(words)[:WORDS_MAX]
    if not said:
        raise NotOnAgenda("请写一写为什么要协商。")
    if place.community_id is None:
        raise NotOnAgenda("议题提到网格或社区。")
    if matter and not matters.visible_to(by, at).filter(pk=matter.pk).exists():
        raise NotOnAgenda("这件事不在您的辖区。")
    if queries.wish_of(spot=spot, matter=matter):
        raise NotOnAgenda("这件已经在议题里了。")
    wish = AgendaWish(
        community_id=place.in_community, place=place, spot=spot, matter=matter, words=said, at=at
    )
    wish.by = by if isinstance(by, Person) else wish.by
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError as fault:
        raise NotOnAgenda("刚刚有人把它提到议题里了。") from fault
    _record("agenda.raised", wish, by, seat, at)
    return wish


@transaction.atomic
def take_off(wish: AgendaWish, *, words: str, by: Actor, at: datetime) -> AgendaWish:
    """Take something off the agenda, with the reason. Raises: NotAllowed; NotOnAgenda — no reason, or gone already."""
    seat = permission.require(by, "agenda.take_off", wish, at=at)
    said = matter_rules.clean_words(words)[:WORDS_MAX]
    if not said:
        raise NotOnAgenda("请写一写为什么拿下来。")
    locked = _locked(wish)
    locked.off_at, locked.off_words, locked.off_by = at, said, by if isinstance(by, Person) else None
    locked.save()
    _record("agenda.taken_off", locked, by, seat, at)
    return locked


@transaction.atomic
def take_up(wish: AgendaWish, *, where: str, by: Actor, at: datetime) -> AgendaWish:
    """Let a consultation take something up; `where`: its address there. Raises: NotAllowed, NotOnAgenda."""
    seat = permission.require(by, "agenda.take_up", wish, at=at)
    locked = _locked(wish)
    locked.taken_at, locked.taken_as = at, where[:60]
    locked.save()
    _record("agenda.taken_up", locked, by, seat, at)
    return locked


def _locked(wish: AgendaWish) -> AgendaWish:
    locked = AgendaWish.objects.select_for_update(of=("self",)).select_related("place").get(pk=wish.pk)
    if not locked.is_open:
        raise NotOnAgenda("这一条已经不在议题里了。")
    return locked


def _record(action: str, wish: AgendaWish, by: Actor, seat: permission.Seat | None, at: datetime) -> None:
    journal.record(
        action,
        by=by,
        seat=seat,
        on=wish,
        community_id=wish.community_id,
        path=wish.place.path,
        at=at,
        facts={"spot": wish.spot_id, "matter": wish.matter_id},
    )
