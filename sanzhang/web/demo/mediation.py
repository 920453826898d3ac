"""The demo's disputes: one that waits, one under way, one with an agreement, one settled by word of mouth."""

from datetime import datetime, timedelta
from typing import Any

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Dispute
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place

TOLD = (
    ("neighbours", "楼上夜里拖桌子,睡不着。", "周建国", "楼上住户"),
    ("pets", "狗在楼道里没有拴绳,孩子害怕。", "吴秀英", "何先生"),
    ("neighbours", "卫生间漏水,把我家天花板泡了。", "郑月华", "楼上住户"),
    ("house", "退租时押金没有退。", "林晓", "房东老马"),
)


def fill(community: Place, at: datetime) -> None:
    """Tell four disputes of one unit and take them different ways (§6)."""
    unit = _led_unit(community, at)
    if unit is None:
        return
    leader: Any = posts.leaders_of(unit, at)[0].person
    made = []
    for number, (kind, words, one, other) in enumerate(TOLD):
        when = at - timedelta(days=40 - 10 * number)
        sides = [actions.Side(rules.APPLICANT, one), actions.Side(rules.RESPONDENT, other)]
        made.append(actions.tell(unit, words=words, kind=kind, sides=sides, by=Bearer.anyone(), at=when))
    for dispute in made[:3]:
        _begin(dispute, leader, at - timedelta(days=9))
    _settle(made[0], leader, at - timedelta(days=5))
    actions.settle_orally(made[1], words="以后出门拴绳。", by=leader, at=at - timedelta(days=4))
    actions.convene(
        made[2], starts_at=at + timedelta(days=2), spot="社区活动室", by=leader, at=at - timedelta(days=1)
    )


def _led_unit(community: Place, at: datetime) -> Place | None:
    units = Place.objects.filter(community=community, kind="unit", closed_on=None).order_by("path")[:60]
    then = at - timedelta(days=50)
    for unit in units:
        line = posts.leaders_of(unit, at)[0]
        held = line.tenure
        if held and held.starts_at < then and line.person and line.person.has_live_powers(at):
            return unit
    return None


def _begin(dispute: Dispute, leader: Any, when: datetime) -> None:
    actions.take(dispute, without_interest=True, by=leader, at=when)
    other = queries.parties_of(dispute)[1]
    actions.consent(other, given=True, by=Bearer.of("dispute_party", other.pk), at=when)
    dispute.refresh_from_db()


def _settle(dispute: Dispute, leader: Any, when: datetime) -> None:
    first, other = queries.parties_of(dispute)
    agreement = actions.draw_up(
        dispute,
        facts="楼上夜里常拖动桌椅,楼下休息受影响。",
        clauses="晚上十点以后不拖动桌椅。\n桌椅脚上装好软垫。",
        obligations=[(other, "给桌椅装软垫", when.date() + timedelta(days=20))],
        by=leader,
        at=when,
    )
    for party in (first, other):
        actions.sign(party, agreement, by=Bearer.of("dispute_party", party.pk), at=when)
