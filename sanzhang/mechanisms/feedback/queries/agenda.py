"""What waits for a consultation."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback.models import AgendaWish, Spot
from sanzhang.mechanisms.feedback.queries.spots import spoken_subject


@dataclass(frozen=True)
class AgendaLine:
    """One line of the list 下次协商议题."""

    wish: AgendaWish
    about: str


def open_wishes(by: Actor, at: datetime) -> QuerySet[AgendaWish]:
    """Return what waits in the areas of `by`."""
    areas = permission.areas(by, "agenda.look", at=at)
    found = (
        AgendaWish.objects.filter(area_filter(areas, "place__path")) if areas else AgendaWish.objects.none()
    )
    shown = found.filter(off_at=None, taken_at=None)
    return shown.select_related("place", "spot__place", "by", "matter").order_by("place__path", "id")


def agenda(by: Actor, at: datetime) -> list[AgendaLine]:
    """Return the list of what waits, with what it is about; words of a matter are not in it."""
    return [AgendaLine(wish, _about(wish)) for wish in open_wishes(by, at)[:200]]


def _about(wish: AgendaWish) -> str:
    if wish.spot is not None:
        return f"{wish.spot.get_kind_display()}:{wish.spot.place.name} {spoken_subject(wish.spot)}"
    return f"事项 {wish.matter.reference}" if wish.matter else ""


def wish_of(*, spot: Spot | None = None, matter: Matter | None = None) -> AgendaWish | None:
    """Return the open wish for a spot or matter, if there is one."""
    found = AgendaWish.objects.filter(off_at=None, taken_at=None).select_related("by", "place")
    return (
        found.filter(spot=spot).first() if spot else found.filter(matter=matter).first() if matter else None
    )
