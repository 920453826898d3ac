"""What the phones of a person could not hand in: nobody else ever sees it."""

from datetime import datetime

from django.db.models import QuerySet

from sanzhang.duties.matters.models import Unsent, UnsentPhoto
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.rules import Coming


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


def unsent_to_do(person: Person, at: datetime) -> list[Coming]:
    """Return that something written without a net was not handed in, for the desk."""
    found = list(unsent_of(person).order_by("came_at").values_list("came_at", flat=True))
    words = f"{len(found)} 条没网时写的没有交成,请看一看"
    return [Coming(local_date(found[0]), "没有交成", words, "/matters/unsent/")] if found else []
