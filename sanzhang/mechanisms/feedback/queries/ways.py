"""From a matter to the agenda."""

from datetime import datetime

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor


def ways(matter: Matter, by: Actor, at: datetime) -> list[tuple[str, str]]:
    """Return the way to put a matter on the agenda, for whoever may."""
    if not permission.may(by, "agenda.raise", matter, at=at):
        return []
    return [("放进下次协商的议题", f"/agenda/matter/{matter.pk}/")]
