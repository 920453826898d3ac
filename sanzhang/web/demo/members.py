"""The demo's grid members: one policeman for three grids, utilities for all, gaps where there are gaps (§1.4)."""

from datetime import datetime
from typing import Any

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.actions import Service
from sanzhang.organisation.territory.models import Place
from sanzhang.web.demo import cast

BOTH, NAME, NEITHER = ("card.name", "card.phone"), ("card.name",), ()
FIRST = 9001  # of the demo's numbers
POLICE = (("高志刚", BOTH), ("石磊", NAME))
MANAGERS = ("冯丽华", "宋涛", "邵军")
WELFARE = ("于秀英", "崔凤兰", "董玉珍")
UTILITIES = (
    Service("water", body="自来水公司", duty_phone="0431-81230011", topics=("facility",)),
    Service("power", body="供电所", duty_phone="0431-81230022", topics=("facility",)),
    Service(
        "gas",
        body="燃气公司",
        duty_phone="0431-81230033",
        duty="停气、闻到煤气味(先关阀开窗)",
        topics=("facility", "safety"),
    ),
    Service("heat", body="热力公司", duty_phone="0431-81230044", topics=("facility",)),
)


def enter_members(community: Place, began: datetime) -> None:
    """Enter the members of a community's grids; one lacks heating, one its welfare post."""
    grids = list(Place.objects.filter(community=community, kind="grid", closed_on=None).order_by("number"))
    at: Any = {"by": SYSTEM, "at": began}
    half = (len(grids) + 1) // 2
    for number, (name, shown) in enumerate(POLICE):
        beat = grids[:half] if number == 0 else grids[half:]
        service = Service(
            "police", body="桐荫派出所", duty_phone="0431-81230110", topics=("safety", "neighbours")
        )
        posts.add_to_grids(
            beat, service=service, name=name, phone=cast.phone(FIRST + number), shown=shown, **at
        )
    for service in UTILITIES:
        served = grids[:-1] if service.kind == "heat" else grids
        posts.add_to_grids(served, service=service, name="", phone="", **at)
    for number, grid in enumerate(grids):
        _enter_own(grid, number, len(grids), began)


def _enter_own(grid: Place, number: int, count: int, began: datetime) -> None:
    """Enter a grid's own people: the property company's, and the welfare post's without a number for residents."""
    at: Any = {"by": SYSTEM, "at": began}
    manager = Service(
        "property_manager",
        body="桐荫物业服务中心",
        duty_phone="0431-81230055",
        topics=("property", "environment"),
    )
    name = MANAGERS[number % len(MANAGERS)]
    phone = cast.phone(FIRST + 10 + number % len(MANAGERS))
    posts.add_to_grids([grid], service=manager, name=name, phone=phone, shown=NAME, **at)
    if number != count // 2:
        welfare = Service("welfare_post", topics=("needs",))
        name = WELFARE[number % len(WELFARE)]
        phone = cast.phone(FIRST + 20 + number % len(WELFARE))
        posts.add_to_grids([grid], service=welfare, name=name, phone=phone, shown=NEITHER, **at)
