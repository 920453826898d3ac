"""A matter that is a dispute keeps nothing but that it went to mediation (§6.1)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model, Q

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import holding, take_step
from sanzhang.duties.matters.models import (
    Check,
    Decision,
    Dispatch,
    Enquiry,
    Mark,
    Matter,
    MatterPhoto,
    MatterStep,
    Pause,
    Proposal,
)
from sanzhang.duties.matters.queries.story import BY_THE_CLOCK
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.fields import Sealed

SAID_BESIDE: dict[type[Model], str] = {
    Check: "words",
    Decision: "words",
    Dispatch: "words",
    Mark: "words",
    Pause: "question",
    Proposal: "words",
}


@transaction.atomic
def seal(matter: Matter, *, by: Person, at: datetime) -> MatterStep:
    """End a matter one has without an answer, and erase words, place on the stair, contact, photos to the ground.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    seat = holding(matter, "matter.answer", by=by, at=at)
    queries.refuse_undecided(matter)
    step = take_step(
        matter, rules.MEDIATE, by=by, at=at, seat=seat, due_at=None, overdue_since=None, closed_at=at
    )
    _erase_elsewhere(matter)
    matter.words, matter.spot, matter.details = queries.SEALED, "", {}
    matter.contact_name = matter.contact_phone = ""
    matter.save()
    _erase(matter, by, at)
    return step


def _erase_elsewhere(matter: Matter) -> None:
    """Erase its words where they stand of another row: the question it came from, the whole it was split off."""
    asked = Enquiry.objects.filter(Q(matter=matter) | Q(was=matter))
    asked.exclude(answer="").update(answer=queries.SEALED)
    asked.update(words=queries.SEALED, contact_name=Sealed(""), contact_phone=Sealed(""))
    if matter.parent_id:
        split = MatterStep.objects.filter(matter=matter.parent_id, step=rules.SPLIT)
        split.filter(words=matter.words).update(words="")


def _erase(matter: Matter, by: Person, at: datetime) -> None:
    """Leave no word and no photo behind in the rows of its work; what the system itself said tells nothing."""
    of_it = {"community_id": matter.community_id, "matter": matter}
    own = [words for said in BY_THE_CLOCK.values() for words in said]
    MatterStep.objects.filter(**of_it).exclude(words__in=["", *own]).update(words="")
    for model, field in SAID_BESIDE.items():
        model._default_manager.filter(**of_it).update(**{field: Sealed("")})
    photos = [photo.stored for photo in queries.photos_of(matter)]
    MatterPhoto.objects.filter(**of_it).delete()
    for stored in photos:
        files.forget(stored, by=by, at=at)
