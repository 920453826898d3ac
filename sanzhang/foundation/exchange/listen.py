"""What is told to other programs: entries of the journal whose names stand in the rules."""

from datetime import datetime

from sanzhang.foundation.exchange import actions, queries, rules
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM


def tell_programs(entry_id: int, at: datetime) -> None:
    """Write the deliveries of an entry."""
    actions.announce(Entry.objects.get(pk=entry_id), by=SYSTEM, at=at)


for event in rules.EVENTS:
    listens(event, only_if=queries.is_anybody_told)(tell_programs)
