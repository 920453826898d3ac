"""Before a term ends, the leader and the community are reminded, so that nobody leaves by oversight (§2.3)."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Tenure, TermReminder
from sanzhang.organisation.posts.rules import filing as terms
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def remind_of_terms(community: Place, *, by: Actor, at: datetime) -> int:
    """Send each reminder that is due in a community, each once, however late or often this runs; return how many.

    Workers are told how many terms end, not one message a term.
    """
    permission.require(by, "posts.remind_of_terms", community, at=at)
    Place.objects.select_for_update().get(pk=community.pk)  # two clocks wait for each other here
    due = queries.terms_to_remind(at).filter(community=community)
    reminded = [_reminded(community, one, at) for one in due.select_related("person", "post__place__parent")]
    for days in terms.REMIND_DAYS:
        if count := reminded.count(days):
            _tell_workers(community, count, days, at)
    return len(reminded)


def _reminded(community: Place, tenure: Tenure, at: datetime) -> int | None:
    today = local_date(at)
    until = local_date(tenure.ends_at) if tenure.ends_at else today
    days = terms.reminder_due(until, today)
    if days is None:
        return None
    TermReminder.objects.create(community=community, tenure=tenure, days=days, sent_at=at)
    facts = {
        "title": queries.title_of(tenure.post),
        "day": f"{until.year}年{until.month}月{until.day}日",
        "left": (until - today).days,
    }
    channels.send(
        to=tenure.person,
        template="posts.term_ends",
        facts=facts,
        link="/posts/mine/",
        community_id=community.pk,
        at=at,
    )
    return days


def _tell_workers(community: Place, count: int, days: int, at: datetime) -> None:
    for worker in queries.holders(rules.COMMUNITY, community.path, at):
        channels.send(
            to=worker.person,
            template="posts.terms_end",
            facts={"count": count, "days": days},
            link="/posts/terms/",
            community_id=community.pk,
            needs="posts.submit_filing",
            needs_path=community.path,
            at=at,
        )
