"""When a matter has an answer, or ends otherwise, nothing of its work runs on: orders, links, pauses, questions."""

from datetime import datetime

from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models import Check, Decision, Dispatch, DispatchLink, Matter, Pause

STILL = (rules.ANSWERED, rules.CLOSED, rules.WITHDRAWN, rules.JOINED, rules.MEDIATED)


def let_go(matter: Matter, was: str, at: datetime, *, moved: bool = False) -> None:
    """End what still runs of a matter that has come to rest; `was`: its state before.

    `moved`: it has gone to another rung, so nobody waits any more for what the one before asked for.
    """
    if moved:
        asked = Decision.objects.filter(
            community_id=matter.community_id, matter=matter, dispatch=None, decided_at=None
        )
        asked.filter(kind__in=(work.TIME, work.PAUSE_AGAIN)).update(state=work.LAPSED, decided_at=at)
    if matter.state not in STILL or was in STILL:
        return
    of_it = {"community_id": matter.community_id, "matter": matter}
    running = Dispatch.objects.filter(**of_it, ended_at=None)
    ids = list(running.values_list("pk", flat=True))
    if ids:
        DispatchLink.objects.filter(dispatch__in=ids, ended_at=None).update(ended_at=at)
        Dispatch.objects.filter(pk__in=ids, ended_at=None).update(
            state=work.RECALLED, ended_at=at, ended_seq=matter.version
        )
    Decision.objects.filter(**of_it, decided_at=None).update(state=work.LAPSED, decided_at=at)
    Check.objects.filter(**of_it, ended_at=None).update(ended_at=at)
    if was == rules.PAUSED:
        Pause.objects.filter(**of_it, until=None).update(until=at, ended_by=work.BY_ENDING)
