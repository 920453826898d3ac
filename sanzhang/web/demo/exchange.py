"""The demo's exchange: a city program with a key, reports that came through it, a hook that hears of them."""

from datetime import datetime, timedelta
from typing import Any

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.queries import open311
from sanzhang.foundation.exchange import actions as exchange
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.territory.models import Place

WORDS = ("小区门口的井盖松了,车压上去响。", "楼下路灯两天没亮。", "垃圾桶满了没人收。")


def fill(community: Place, city_worker: Person, at: datetime) -> None:
    """Make a key, one that was taken back, a hook, and three reports of the last days (§4.2)."""
    made_at = at - timedelta(days=40)
    given: dict[str, Any] = {"expires_at": made_at + timedelta(days=365), "by": city_worker, "at": made_at}
    key, _ = exchange.make_key(
        name="长春随手拍",
        keeper="市数字城管中心",
        area=community.path[:4],
        reaches=["open311.report", "hooks"],
        **given,
    )
    old, _ = exchange.make_key(
        name="热线平台(旧)", keeper="市民热线", area=community.path[:6], reaches=["open311.report"], **given
    )
    exchange.revoke_key(old, by=city_worker, at=made_at + timedelta(days=30))
    exchange.make_hook(
        key,
        url="https://example.cn/sanzhang",
        events=["matter.answered", "matter.confirmed"],
        by=city_worker,
        at=made_at,
    )
    buildings = Place.objects.filter(community=community, kind="building", closed_on=None).order_by("path")
    kind = Kind.objects.filter(closed_on=None, questions=None).order_by("code").first()
    for number, (building, words) in enumerate(zip(buildings, WORDS, strict=False), start=1):
        when = at - timedelta(days=number, hours=3)
        matters.report_matter(
            place=building,
            words=words,
            filed_as=kind,
            origin=open311.ORIGIN,
            outside_reference=open311.own_reference(key, f"{number:024d}", when),
            by=Bearer.of("key", key.pk),
            at=when,
        )
