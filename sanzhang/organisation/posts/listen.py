"""What posts do when something happened: posts come and go with places; a supervisor is told who reads too much."""

from datetime import datetime

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
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
