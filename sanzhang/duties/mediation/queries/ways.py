"""From a matter to mediation."""

from datetime import datetime

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor


def ways(matter: Matter, by: Actor, at: datetime) -> list[tuple[str, str]]:
    """Return the way to turn a matter into a dispute, for whoever has it."""
    if not permission.may(by, "dispute.turn", matter, at=at):
        return []
    return [("这是一件纠纷,转去调解", f"/mediation/from/{matter.pk}/")]
