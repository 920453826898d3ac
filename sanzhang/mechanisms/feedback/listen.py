"""What happens after a post changed hands: the copy of whom alarms text is made anew at once."""

from datetime import datetime

from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.feedback import actions
from sanzhang.organisation.territory.models import Place


@listens("post.seated")
@listens("post.vacated")
def keep_contacts(entry_id: int, at: datetime) -> None:
    """Copy the community of a post; posts of streets and districts wait for the next round (five minutes)."""
    entry = Entry.objects.get(pk=entry_id)
    community = Place.objects.filter(pk=entry.chain, kind="community").first()
    if community is not None:
        actions.keep_contacts_of(community, by=SYSTEM, at=at)
