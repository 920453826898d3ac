"""Who is told of a plan: the street that it waits, the community what became of it, leaders whose grid changes."""

from datetime import datetime

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.organisation.division import rules
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.posts import queries as posts

STREET_WIDTH = 9


@listens("division.signed")
def tell_street(entry_id: int, at: datetime) -> None:
    """Tell the street that a plan waits for its approval, unless it was taken back meanwhile."""
    draft = _draft_of(entry_id)
    if draft.state == rules.SIGNED:
        _tell(draft, "division.waits", "street_worker", draft.community.path[:STREET_WIDTH], at)


@listens("division.approved")
@listens("division.refused")
@listens("division.in_force")
@listens("division.sent_back")
def tell_community(entry_id: int, at: datetime) -> None:
    """Tell the community what became of its plan; the template bears the name of the entry."""
    draft = _draft_of(entry_id)
    action = Entry.objects.get(pk=entry_id).action
    _tell(draft, action, "community_worker", draft.community.path, at)


@listens("division.in_force")
def tell_grid_leaders(entry_id: int, at: datetime) -> None:
    """Tell the leaders of grids that go on, and that gained or lost buildings, that their area is another."""
    draft, changed = _draft_of(entry_id), Entry.objects.get(pk=entry_id).facts.get("changed", [])
    for path in changed:
        _tell(draft, "division.your_grid", "grid_leader", str(path), at)


def _draft_of(entry_id: int) -> Draft:
    entry = Entry.objects.get(pk=entry_id)
    return Draft.objects.select_related("community").get(pk=entry.on_id or 0)


def _tell(draft: Draft, template: str, kind: str, path: str, at: datetime) -> None:
    day = draft.takes_effect_on
    facts = {
        "community": draft.community.name,
        "draft": draft.title,
        "day": f"{day.month} 月 {day.day} 日" if day else "",
    }
    link = "" if kind == "grid_leader" else f"/division/draft/{draft.pk}/"
    for tenure in posts.holders(kind, path, at):
        channels.send(
            to=tenure.person,
            template=template,
            facts=facts,
            community_id=draft.community_id,
            link=link,
            at=at,
        )
