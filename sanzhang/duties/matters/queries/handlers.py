"""Whose step it was where no post took it: the handler of an order, by its name."""

from collections.abc import Sequence

from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models import Decision, Dispatch, Matter, MatterStep

ORDER_STEPS = (rules.DISPATCH, rules.CLAIM, rules.HAND_BACK, rules.REPORT_BACK, rules.RECALL, rules.ASK_TIME)
SOMEBODY = "办理单位"


def names_of_orders(matter: Matter, steps: Sequence[MatterStep]) -> dict[int, str]:
    """Return seq of a step → the handler whose step it was, or to whom it went; asks nothing where there was none."""
    if not any(step.step in ORDER_STEPS for step in steps):
        return {}
    names: dict[int, str] = {}
    for order in Dispatch.objects.filter(community_id=matter.community_id, matter=matter):
        for seq in (order.seq, order.claimed_seq, order.handed_seq, order.ended_seq):
            if seq:
                names[seq] = order.handler_name
    if not any(step.step == rules.ASK_TIME for step in steps):
        return names
    asked = Decision.objects.filter(
        community_id=matter.community_id, matter=matter, kind=work.TIME, dispatch__isnull=False
    ).select_related("dispatch")
    by_time = {one.asked_at: one.dispatch.handler_name for one in asked if one.dispatch}
    return names | {
        step.seq: by_time[step.at] for step in steps if step.step == rules.ASK_TIME and step.at in by_time
    }
