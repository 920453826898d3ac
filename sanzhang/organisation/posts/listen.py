"""What posts do when something happened: posts come and go with places; a supervisor is told who reads too much."""

from datetime import datetime

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Nomination
from sanzhang.organisation.territory.models import Place


@listens("territory.imported")
@listens("place.added")
def open_posts(entry_id: int, at: datetime) -> None:
    """Open the leaders' posts of new places, so that their vacancies are seen (§1.5)."""
    community = Place.objects.filter(kind="community", pk=Entry.objects.get(pk=entry_id).chain).first()
    if community and community.closed_on is None:
        actions.open_missing(community, by=SYSTEM, at=at)
        actions.close_with_places(community.pk, by=SYSTEM, at=at)


@listens("place.closed")
def close_posts(entry_id: int, at: datetime) -> None:
    """Close the posts of places that are closed; who served a closed grid serves it no more."""
    community_id = Entry.objects.get(pk=entry_id).chain
    actions.close_with_places(community_id, by=SYSTEM, at=at)
    actions.end_on_closed_grids(community_id, by=SYSTEM, at=at)


COUNTED_AFTER = (
    *("body.opened", "body.closed", "body.seated", "body.seat_ended", "body.seating_cancelled"),
    *(
        "body.end_cancelled",
        "body.proposed",
        "body.accepted",
        "body.refused",
        "body.withdrawn",
        "body.declined",
    ),
    "body.decision_cancelled",
    "post.background_noted",
)


def count_bodies(entry_id: int, at: datetime) -> None:
    """Count a community's cross-appointment anew, once for all that happened at a time (§3.1)."""
    entry = Entry.objects.get(pk=entry_id)
    community = Place.objects.filter(kind="community", pk=entry.chain).first()
    if community and not queries.counted_since(community, entry.at):
        actions.count_bodies(community, by=SYSTEM, at=at)


for _action in COUNTED_AFTER:
    listens(_action)(count_bodies)


@listens("body.proposed")
@listens("body.accepted")
@listens("body.refused")
def tell_nominee(entry_id: int, at: datetime) -> None:
    """Tell a nominee that somebody put them forward, or what was decided."""
    entry = Entry.objects.get(pk=entry_id)
    nomination = Nomination.objects.select_related("person", "body").get(pk=entry.on_id or 0)
    template = f"posts.{entry.action.replace('.', '_')}"
    facts, link = {"body": nomination.body.name}, "/posts/bodies/mine/"
    channels.send(to=nomination.person, template=template, facts=facts, link=link, by=SYSTEM, at=at)


@listens("body.declined")
def tell_proposer(entry_id: int, at: datetime) -> None:
    """Tell who proposed that the nominee does not want to."""
    entry = Entry.objects.get(pk=entry_id)
    nomination = Nomination.objects.select_related("proposed_by", "body").get(pk=entry.on_id or 0)
    if nomination.proposed_by:
        facts, link = {"body": nomination.body.name}, f"/posts/bodies/{nomination.body_id}/"
        to = nomination.proposed_by
        channels.send(to=to, template="posts.body_declined", facts=facts, link=link, by=SYSTEM, at=at)


@listens("post.vacated")
def ask_about_seats(entry_id: int, at: datetime) -> None:
    """Ask the community whether somebody who leads no longer keeps a seat in a body of the party (§3.1)."""
    entry = Entry.objects.get(pk=entry_id)
    community = Place.objects.filter(kind="community", pk=entry.chain).first()
    if community is None:
        return
    left_at = datetime.fromisoformat(entry.facts["ends_at"])
    waiting = queries.no_longer_leading(community, max(at, left_at))
    bodies = {one.seat.body for one in waiting if one.seat.person.journal_key == entry.about}
    for body in bodies:
        for tenure in queries.holders("community_worker", community.path, at):
            facts, link = {"body": body.name}, f"/posts/bodies/{body.pk}/"
            channels.send(
                to=tenure.person, template="posts.body_left", facts=facts, link=link, by=SYSTEM, at=at
            )


@listens("post.seating_cancelled")
@listens("post.vacated")
def withdraw_moot(entry_id: int, at: datetime) -> None:
    """Take back the filings that wait for sittings cancelled since: a renewal of who leaves, a seating undone."""
    community = Place.objects.filter(kind="community", pk=Entry.objects.get(pk=entry_id).chain).first()
    if community:
        actions.withdraw_moot(community, by=SYSTEM, at=at)


@listens("personal.many_read")
def tell_supervisor(entry_id: int, at: datetime) -> None:
    """Tell the nearest office above the reader, never the reader (R22)."""
    entry = Entry.objects.get(pk=entry_id)
    title = queries.titles_of({entry.post_id}).get(entry.post_id, "") if entry.post_id else ""
    for person in queries.supervisors_of(entry.path, at):
        if person.journal_key != entry.about:
            facts = {"title": title or "一位工作人员"}
            link = "/people/reading/"
            channels.send(to=person, template="posts.many_read", facts=facts, link=link, by=SYSTEM, at=at)
