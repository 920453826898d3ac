"""What the phones of a person could not hand in: nobody else ever sees it."""

from datetime import datetime

from django.db.models import QuerySet

from sanzhang.duties.matters.models import Unsent, UnsentPhoto
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


def unsent_of(by: Actor) -> QuerySet[Unsent]:
    """Return what waits to be settled by who wrote it, newest first."""
    if not isinstance(by, Person):
        return Unsent.objects.none()
    waiting = Unsent.objects.filter(person=by, settled_at=None)
    return waiting.prefetch_related("photos").order_by("-came_at", "-pk")


def unsent_entry(by: Actor, entry: str) -> Unsent | None:
    """Return the row of one entry of a phone's queue, whatever became of it."""
    if not isinstance(by, Person):
        return None
    return Unsent.objects.filter(person=by, entry=entry).first()


def unsent_photo(by: Actor, photo_id: int, at: datetime) -> UnsentPhoto | None:
    """Return a photo of what one could not hand in oneself."""
    if not isinstance(by, Person):
        return None
    return UnsentPhoto.objects.filter(pk=photo_id, unsent__person=by).select_related("stored").first()
