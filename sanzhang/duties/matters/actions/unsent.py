"""What a phone could not hand in is kept on the server too, so that a lost phone loses nothing (§10.2)."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Unsent, UnsentPhoto
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor

MOST = 200  # unsettled ones of one person; beyond it they stay on the phone
SETTLED_KEPT, KEPT = timedelta(days=30), timedelta(days=180)


@transaction.atomic
def keep_unsent(
    *,
    entry: str,
    path: str,
    title: str,
    fields: Sequence[tuple[str, str]],
    reason: str,
    made_at: datetime,
    photos: Sequence[Photo] = (),
    by: Person,
    at: datetime,
) -> Unsent | None:
    """Keep a refused form of a phone's queue with all that was typed, for who wrote it.

    The same entry refused again is the same row, with the newest words. None: settled before, or too many are there.
    """
    permission.require(by, "matter.keep_unsent", at=at)
    found = Unsent.objects.select_for_update().filter(person=by, entry=entry).first()
    if found and found.settled_at:
        return None
    if not found and Unsent.objects.filter(person=by, settled_at=None).count() >= MOST:
        return None
    seats = permission.seats_of(by, at)
    row = found or Unsent(person=by, entry=entry, community_id=seats[0].community_id if seats else None)
    row.path, row.title, row.reason = path[:200], title[:200], reason[:2000]
    row.fields = json.dumps(list(fields), ensure_ascii=False)
    row.made_at, row.came_at = min(made_at, at), at
    row.save(force_insert=found is None)
    if found is None:
        _keep_photos(row, photos, by, at)
        journal.record(
            "matter.kept_unsent", by=by, at=at, community_id=row.community_id, facts={"row": row.pk}
        )
    return row


def _keep_photos(row: Unsent, photos: Sequence[Photo], by: Person, at: datetime) -> None:
    kept = [files.keep_photo(photo, community_id=row.community_id, by=by, at=at) for photo in photos]
    UnsentPhoto.objects.bulk_create(
        UnsentPhoto(community_id=row.community_id, unsent=row, stored=stored) for stored in kept
    )


@transaction.atomic
def settle_unsent(unsent: Unsent, *, how: str, by: Person, at: datetime) -> bool:
    """Mark a refused form as settled by who wrote it; False if it was before. Raises: NotAllowed."""
    permission.require(by, "matter.settle_unsent", unsent, at=at)
    if how not in rules.UNSENT_ENDS:
        raise rules.NotPossible("请选怎么处理。")
    open_ones = Unsent.objects.filter(pk=unsent.pk, settled_at=None)
    if not open_ones.update(settled_at=at, settled_as=how):
        return False
    facts = {"row": unsent.pk, "how": how}
    journal.record("matter.settled_unsent", by=by, at=at, community_id=unsent.community_id, facts=facts)
    return True


@transaction.atomic
def forget_unsent(*, by: Actor, at: datetime) -> int:
    """Delete what was settled 30 days ago, and all that is older than 180; return how many."""
    permission.require(by, "matter.forget_unsent", at=at)
    gone = 0
    for old in (
        Unsent.objects.filter(settled_at__lt=at - SETTLED_KEPT),
        Unsent.objects.filter(came_at__lt=at - KEPT),
    ):
        photos = list(UnsentPhoto.objects.filter(unsent__in=old).values_list("stored_id", flat=True))
        gone += old.delete()[1].get("matters.Unsent", 0)
        StoredFile.objects.filter(pk__in=photos).delete()
    return gone
