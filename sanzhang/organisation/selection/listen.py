"""From where selections go on: votes counted, filings answered, seats cancelled, posts closed."""

from datetime import datetime

from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts.models import Filing, Post, Tenure
from sanzhang.organisation.selection import actions


@listens("ballots.closed")
def take_outcome(entry_id: int, at: datetime) -> None:
    """Go on from what a poll came to, if it is one of ours."""
    entry = Entry.objects.get(pk=entry_id)
    actions.take_outcome(Poll.objects.get(pk=int(entry.facts["poll"])), by=SYSTEM, at=max(at, entry.at))


@listens("post.filed")
def take_filed(entry_id: int, at: datetime) -> None:
    """Write the seat ahead once the filing has its number."""
    _take_filing(entry_id, at)


@listens("post.filing_refused")
def take_refused(entry_id: int, at: datetime) -> None:
    """Go back to the choice."""
    _take_filing(entry_id, at)


@listens("post.filing_withdrawn")
def take_withdrawn(entry_id: int, at: datetime) -> None:
    """Go back to the choice."""
    _take_filing(entry_id, at)


def _take_filing(entry_id: int, at: datetime) -> None:
    entry = Entry.objects.get(pk=entry_id)
    actions.take_filing(Filing.objects.get(pk=int(entry.facts["filing"])), by=SYSTEM, at=max(at, entry.at))


@listens("post.seating_cancelled")
def take_cancelled(entry_id: int, at: datetime) -> None:
    """Go back to the filing where a seat written ahead was taken back."""
    entry = Entry.objects.get(pk=entry_id)
    actions.take_cancelled(Tenure.objects.get(pk=int(entry.facts["tenure"])), by=SYSTEM, at=max(at, entry.at))


@listens("post.closed")
def close_with_post(entry_id: int, at: datetime) -> None:
    """End the selection of a post that is no more."""
    entry = Entry.objects.get(pk=entry_id)
    found = Post.objects.filter(pk=entry.on_id or 0).first()
    if found:
        actions.close_with_post(found, by=SYSTEM, at=max(at, entry.at))
