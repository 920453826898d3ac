"""A matter that is a dispute keeps nothing but that it went to mediation (§6.1)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import holding, take_step
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep
from sanzhang.foundation.people.models import Person


@transaction.atomic
def seal(matter: Matter, *, by: Person, at: datetime) -> MatterStep:
    """End a matter one has without an answer, and take words, place on the stair, contact and photos off it.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    seat = holding(matter, "matter.answer", by=by, at=at)
    queries.refuse_undecided(matter)
    step = take_step(
        matter, rules.MEDIATE, by=by, at=at, seat=seat, due_at=None, overdue_since=None, closed_at=at
    )
    matter.words, matter.spot, matter.details = queries.SEALED, "", {}
    matter.contact_name = matter.contact_phone = ""
    matter.save()
    MatterPhoto.objects.filter(matter=matter).delete()
    return step
