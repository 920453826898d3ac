"""Publishing and withdrawing; notices follow their place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sanzhang.duties.notices.models import Notice
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import Move


class AlreadyWithdrawn(Exception):
    """The notice was withdrawn before."""

    status = 409
    words = "这条通知已经撤回了,不用再撤。"


@transaction.atomic
def publish(
    *, place: Place, title: str, words: str, by: Person, at: datetime, ends_at: datetime | None = None
) -> Notice:
    """Publish a notice to all households of `place` (§5.1). Raises: NotAllowed."""
    seat = permission.require(by, "notice.publish", place, at=at)
    notice = Notice.objects.create(
        community_id=place.community_id,
        place=place,
        path=place.path,
        title=title,
        words=words,
        starts_at=at,
        ends_at=ends_at,
        published_by=by,
        published_as=seat.title if seat else "",
    )
    facts = {"households": place.households}
    journal.record(
        "notice.published", by=by, seat=seat, on=notice, community_id=place.community_id, at=at, facts=facts
    )
    return notice


@transaction.atomic
def withdraw(notice: Notice, *, words: str, by: Person, at: datetime) -> Notice:
    """Take a notice off every page at once; it stays in the list with the reason. Raises: AlreadyWithdrawn."""
    seat = permission.require(by, "notice.withdraw", notice, at=at)
    taken = Notice.objects.filter(pk=notice.pk, withdrawn_at=None)
    if not taken.update(withdrawn_at=at, withdrawn_words=words):
        raise AlreadyWithdrawn()
    notice.refresh_from_db()
    journal.record("notice.withdrawn", by=by, seat=seat, on=notice, community_id=notice.community_id, at=at)
    return notice


@transaction.atomic
def follow_moves(community: Place, moves: Sequence[Move], *, by: Actor = SYSTEM, at: datetime) -> int:
    """Let notices for moved buildings be read where these lie now; return how many."""
    permission.require(by, "notice.follow", community, at=at)
    new_paths = {move.place_id: move.new_path for move in moves}
    moved = list(Notice.objects.filter(community=community, place__in=list(new_paths)))
    for notice in moved:
        notice.path = new_paths[notice.place_id]
    Notice.objects.bulk_update(moved, ["path"], batch_size=500)
    return len(moved)
