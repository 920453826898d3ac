"""Bodies of the party and cross-appointment, with values in hand (§3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sanzhang.organisation.posts import rules

ESTATE_BRANCH, COMMUNITY_PARTY = "estate_branch", "community_party"
SECRETARY, MEMBER, PART_TIME = "secretary", "member", "part_time_member"
# A branch has no part-time members; a leader is put forward as a member, never as secretary or deputy.
ROLES_OF = {ESTATE_BRANCH: ("secretary", "deputy", "member"), COMMUNITY_PARTY: tuple(rules.BODY_ROLES)}
PUT_FORWARD_AS = {ESTATE_BRANCH: (MEMBER,), COMMUNITY_PARTY: (PART_TIME, MEMBER)}
ORDER = {role: number for number, role in enumerate(rules.BODY_ROLES)}
PURPOSE = "交叉任职"  # for which names of party members are looked at
FIELDS = "name party_member"
ENTERED_WRONG = "登记有误"
CHANGED = "改任其他职务"

Span = tuple[datetime, datetime | None]


def served(spans: Iterable[Span], at: datetime) -> timedelta:
    """Return how long somebody has served by `at`: the union of half-open spans, so that two posts count once."""
    whole, reached = timedelta(), None
    for starts_at, ends_at in sorted(spans, key=lambda span: span[0]):
        until = min(ends_at or at, at)
        since = starts_at if reached is None else max(starts_at, reached)
        if until > since:
            whole += until - since
            reached = until
    return whole


def spoken_service(spans: Iterable[Span], at: datetime) -> str:
    """Return how long somebody has served, in words: 2 年 3 个月."""
    return rules.spoken_age(at - served(spans, at), at)


def because(*, role: str = "", titles: Iterable[str] = (), elsewhere: Iterable[str] = ()) -> str:
    """Return why somebody is invited, in words: 委员,12栋楼栋长,又是桐荫社区党组织兼职委员.

    `role`: in the body that meets; `titles`: posts as a leader; `elsewhere`: seats in other bodies.
    """
    own = [words for words in (role, "、".join(titles)) if words]
    others = "、".join(elsewhere)
    if not others:
        return ",".join(own)
    return ",".join([*own, f"又是{others}" if own else others])
