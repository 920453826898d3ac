"""Whatever is done in whatever order: a mediator never has an interest, content is open only while he mediates."""

import hypothesis
from hypothesis import strategies as st

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.tests.world import Quarrel
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_9AM

VERBS = ("take", "agree", "refuse", "back", "object", "up", "yes", "no", "draft", "sign", "settle", "end")


def do(quarrel, cast, verb):
    now, at = quarrel.now(), MONDAY_9AM
    by = now.mediator or cast.zhang
    first, other = quarrel.parties
    agreement = queries.agreement_of(now)
    if verb == "take":
        holder = {rules.UNIT: cast.zhang, rules.BUILDING: cast.li, rules.GRID: cast.wang}
        quarrel.take(holder.get(now.rung, cast.liu))
    elif verb in ("agree", "refuse"):
        actions.consent(other, given=verb == "agree", by=quarrel.bearer(), at=at)
    elif verb == "back":
        actions.withdraw_consent(first, by=cast.chen, at=at)
    elif verb == "object":
        actions.object_to_mediator(other, kind="work", words="同公司", by=quarrel.bearer(), at=at)
    elif verb == "up":
        actions.ask_move(now, by=by, at=at)
    elif verb == "yes":
        actions.answer_move(first, given=True, by=cast.chen, at=at)
        actions.answer_move(other, given=True, by=quarrel.bearer(), at=at)
    elif verb == "no":
        actions.answer_move(other, given=False, by=quarrel.bearer(), at=at)
    elif verb == "draft":
        actions.draw_up(now, facts="甲", clauses="乙", by=by, at=at)
    elif verb == "sign" and agreement:
        quarrel.sign(agreement, at=at)
    elif verb == "settle":
        actions.settle_orally(now, words="好了", by=by, at=at)
    elif verb == "end":
        actions.end_unsettled(now, words="不成", by=by, at=at)


@hypothesis.given(verbs=st.lists(st.sampled_from(VERBS), max_size=14))
@hypothesis.settings(max_examples=15, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_no_order_of_steps_opens_it_to_who_must_not_see(cast, verbs):
    quarrel = Quarrel(cast)
    for verb in ("take", "agree", *verbs):
        try:
            do(quarrel, cast, verb)
        except (rules.NotPossible, NotAllowed):
            continue
        now = quarrel.now()
        if now.mediator_id:
            assert now.mediator_id not in queries.barred(now, MONDAY_9AM)
        if now.state == rules.OPEN:
            assert queries.all_agree(now, rules.TO_MEDIATE)
        if now.state in (rules.SETTLED, rules.ENDED):
            assert now.ending
            assert bool(now.settled_rung) == (now.ending in rules.GOOD_ENDINGS)
        for person in (cast.zhang, cast.li, cast.wang, cast.liu):
            opened = queries.opened_by(person, MONDAY_9AM).filter(pk=now.pk).exists()
            assert opened == (now.mediator_id == person.pk)
