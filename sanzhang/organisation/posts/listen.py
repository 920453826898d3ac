"""What posts do when something happened: a supervisor is told who reads very many persons' data (R22)."""

from datetime import datetime

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import queries


@listens("personal.many_read")
def tell_supervisor(entry_id: int, at: datetime) -> None:
    """Tell the nearest office above the reader, never the reader."""
    entry = Entry.objects.get(pk=entry_id)
    title = queries.titles_of({entry.post_id}).get(entry.post_id, "") if entry.post_id else ""
    for person in queries.supervisors_of(entry.path, at):
        if person.journal_key != entry.about:
            facts = {"title": title or "一位工作人员"}
            link = "/people/reading/"
            channels.send(to=person, template="posts.many_read", facts=facts, link=link, by=SYSTEM, at=at)
