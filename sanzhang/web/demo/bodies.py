"""The demo's bodies of the party: branches of most estates, nominations at every stage, one who leads no longer (§3)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.models import Body, Tenure
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place
from sanzhang.web.demo import cast

FIRST = 9201  # of the demo's numbers
PARTY = (("secretary", "许文博"), ("deputy", "郝丽萍"), ("member", "邱振国"))
BRANCHES = (
    (("secretary", "姚建军"), ("deputy", "孔令芬"), ("member", "白玉梅")),
    (("secretary", "秦守义"), ("member", "阎秀兰")),
    (("secretary", "侯德海"), ("member", "龚雪莲")),
)
NOMINEE = cast.LEADERS[0].name  # sees it on the own page
KINDS = (
    ("party_member", "old_cadre"),
    ("volunteer",),
    ("old_party_member",),
    ("old_teacher", "volunteer"),
    ("veteran",),
)


def bodies(community: Place, offices: dict[str, Person], began: datetime, at: datetime) -> None:
    """Open the bodies of a community, and let some nominations wait, one be accepted and one refused."""
    _backgrounds(community, at)
    by: Any = {"by": offices["liumin"]}
    opened = at - timedelta(days=120)
    party = posts.open_body(community, kind="community_party", name=f"{community.name}党委", **by, at=opened)
    _enter(party, PARTY, began, opened, FIRST)
    for number, (estate, members) in enumerate(
        zip(territory.estates(community), BRANCHES, strict=False), start=1
    ):
        branch = posts.open_body(community, kind="estate_branch", estate=estate, **by, at=opened)
        _enter(branch, members, began, opened, FIRST + 10 * number)
        _nominate(branch, offices, at)
    _nominate_excellent(party, offices, at)
    _leave_one(community, at)
    posts.count_bodies(community, by=SYSTEM, at=at)


def _backgrounds(community: Place, at: datetime) -> None:
    """Note the background of most leaders; of some nobody has written it down yet."""
    known = queries.leaders_in(community, at)
    for number, leader in enumerate(known):
        if leader.is_party_member is None and leader.tenure and (number % 6 or leader.person.name == NOMINEE):
            is_nominee = leader.person.name == NOMINEE
            kinds = KINDS[0] if is_nominee else KINDS[number % len(KINDS)]
            tenure = leader.tenure
            posts.note_background(
                tenure.post, leader.person, kinds=kinds, words="证件已看原件", by=SYSTEM, at=at
            )


def _enter(
    body: Body, members: tuple[tuple[str, str], ...], began: datetime, opened: datetime, first: int
) -> None:
    since = timezone.localdate(began)
    for number, (role, name) in enumerate(members):
        posts.enter_in_body(
            body,
            name=name,
            phone=cast.phone(first + number),
            role=role,
            starts_on=since,
            by=SYSTEM,
            at=opened,
        )


def _nominate(branch: Body, offices: dict[str, Person], at: datetime) -> None:
    """Put five leaders forward: two sit there by now, one was refused, two wait; the others are still to propose."""
    found = [one.leader.person for one in queries.candidates_for(branch, at)]
    nominee = [one.pk for one in found if one.name == NOMINEE]
    persons = [*[one.pk for one in found if one.name != NOMINEE][: 5 - len(nominee)], *nominee]
    if len(persons) < 5:
        return
    asked, answered = at - timedelta(days=30), at - timedelta(days=21)
    earlier = posts.propose_for_body(branch, persons=persons[:3], by=offices["liumin"], at=asked).made
    deciding: Any = {"by": offices["sunli"], "at": answered}
    ids = [one.pk for one in earlier]
    posts.decide_nominations(branch, nominations=ids[:2], accepted=True, words="支部党员大会通过", **deciding)
    words = "刚担任三长,先熟悉情况,半年以后再提"
    posts.decide_nominations(branch, nominations=ids[2:], accepted=False, words=words, **deciding)
    posts.propose_for_body(branch, persons=persons[3:], by=offices["liumin"], at=at - timedelta(days=2))


def _nominate_excellent(party: Body, offices: dict[str, Person], at: datetime) -> None:
    """Put two who sit in a branch forward for the community's own organisation: one accepted, one waits."""
    seated = [one for one in queries.candidates_for(party, at) if one.elsewhere][:2]
    words = "任职以来天天巡查,带头调解邻里纠纷,居民评价好"
    for number, one in enumerate(seated):
        made = posts.propose_for_body(
            party,
            persons=[one.leader.person.pk],
            role="part_time_member",
            words=words,
            by=offices["liumin"],
            at=at - timedelta(days=14),
        ).made
        if number == 0:
            ids = [nomination.pk for nomination in made]
            posts.decide_nominations(
                party, nominations=ids, accepted=True, by=offices["sunli"], at=at - timedelta(days=7)
            )


def _leave_one(community: Place, at: datetime) -> None:
    """Let one who sits in a branch have left the post since, so that somebody has to decide about the seat."""
    known = {one.name for one in cast.LEADERS}
    seats = [one for one in queries.seats_in(community, timezone.localdate(at)) if one.nomination_id]
    seats = [one for one in seats if one.body.estate_id and one.person.name not in known]
    for seat in seats[-1:]:
        for tenure in Tenure.objects.filter(queries.live(at), person=seat.person).select_related(
            "post__place"
        ):
            posts.end_tenure(tenure, ends_at=at, reason="moved", by=SYSTEM, at=at)
