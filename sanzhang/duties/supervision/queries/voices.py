"""Who may rate: by which household, or by which leader's post."""

from datetime import datetime

from sanzhang.duties.residents import queries as residents
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Rated, WatchedBody
from sanzhang.duties.supervision.queries.bodies import bodies_of
from sanzhang.duties.supervision.queries.inspections import LEADER_KINDS, own_posts
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Household


def voice_of(body: WatchedBody, by: Person, at: datetime, voice: str) -> tuple[int | None, int | None]:
    """Return (household, None) or (None, post) by which one rates a body; (None, None) if one may not.

    Of several homes or posts the first that has not rated this quarter.
    """
    today = local_date(at)
    done = Rated.objects.filter(
        community_id=body.community_id, body=body, quarter=rules.quarter_of(at)
    ).values_list("household_id", "by_post_id")
    homes_done, posts_done = {pair[0] for pair in done}, {pair[1] for pair in done}
    if voice == rules.HOUSEHOLDS:
        doors = Household.objects.filter(pk__in=residents.households_of(by.pk, today)).select_related("unit")
        served = [door.pk for door in doors if bodies_of(door.unit, today).filter(pk=body.pk).exists()]
        return next((pk for pk in served if pk not in homes_done), served[0] if served else None), None
    led = [post.pk for post in _led(by, at) if bodies_of(post.place, today).filter(pk=body.pk).exists()]
    return None, next((pk for pk in led if pk not in posts_done), led[0] if led else None)


def bodies_to_rate(by: Person, at: datetime) -> list[tuple[WatchedBody, str]]:
    """Return the bodies that one may rate with the voice in which."""
    today = local_date(at)
    doors = Household.objects.filter(pk__in=residents.households_of(by.pk, today)).select_related("unit")
    found = [(body, rules.HOUSEHOLDS) for door in doors for body in bodies_of(door.unit, today)]
    found += [(body, rules.LEADERS) for post in _led(by, at) for body in bodies_of(post.place, today)]
    return list(dict.fromkeys(found))


def _led(by: Person, at: datetime) -> list[Post]:
    return [one for one in own_posts(by, at) if one.kind in LEADER_KINDS]
