"""What tests of orders share: handlers, and a matter that somebody was sent to."""

from datetime import timedelta

from sanzhang.duties.matters import actions, queries
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.rules import reencode
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from tests.times import MONDAY_10AM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEAT = actions.Handler("utility", "省热力南关站", phone="13900000001")
WATER = actions.Handler("utility", "水务集团南关所", phone="13900000002")


def property_manager(cast):
    """Return the clerk of the property company as a member of the grid with an account."""
    member = posts.add_member(
        cast.grid,
        kind="property_manager",
        name="赵强",
        phone=cast.zhao.phone,
        duty="",
        topics=(),
        body="桐荫物业",
        by=SYSTEM,
        at=cast.made_at,
    )
    return actions.Handler(
        "member", "物业经理(桐荫物业)", phone=cast.zhao.phone, member_id=member.pk, person_id=cast.zhao.pk
    )


def kept(cast, order):
    """Return a photo kept for an order's matter."""
    photo = reencode(picture())
    return files.keep_photo(photo, community_id=order.community_id, by=cast.zhang, at=MONDAY_10AM)


def sent(cast, to=HEAT, *, words="上门看看", at=MONDAY_10AM, matter=None, **more):
    """Return an order of 陈晨's matter, sent by the unit leader."""
    matter = matter or cast.chen_reports("暖气不热")
    return actions.dispatch(matter, to=to, words=words, by=cast.zhang, at=at, **more)


def bearer(order):
    """Return who holds the link of an order."""
    return queries.bearer_of(order)
