"""A matter that is a dispute keeps nothing but that it went to mediation (§6.1)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.holder import answer
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep
from sanzhang.foundation.people.models import Person


@transaction.atomic
def seal(matter: Matter, *, by: Person, at: datetime) -> MatterStep:
    """Answer a matter one has with 已转入调解, and take words, place on the stair, contact and photos off it.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    step = answer(matter, ending="not_ours", words=queries.SEALED, despite=queries.SEALED, by=by, at=at)
    if step.step != rules.ANSWER:
        raise rules.NotPossible("这件事等着别人核查,核查以后才能转入调解。")
    matter.refresh_from_db()
    matter.words, matter.spot, matter.details = queries.SEALED, "", {}
    matter.contact_name = matter.contact_phone = ""
    matter.save()
    MatterPhoto.objects.filter(matter=matter).delete()
    return step
