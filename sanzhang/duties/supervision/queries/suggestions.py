"""Suggestions: who sees them, what everybody may read, who supports by which household."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sanzhang.duties.residents import queries as residents
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Suggestion
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter, in_area
from sanzhang.organisation.territory.models import Household, Place

LEADER_KINDS = ("unit_leader", "building_leader", "grid_leader")
RELATED = ("place__parent__estate", "place__estate", "community", "matter", "author_post__place__parent")


def suggestions_visible_to(by: Actor, at: datetime, action: str = "suggestion.look") -> QuerySet[Suggestion]:
    """Return the suggestions to the communities in the areas of `by`, and one's own."""
    areas = permission.areas(by, action, at=at)
    mine = Q(author=by) if isinstance(by, Person) and action == "suggestion.look" else Q(pk__in=())
    there = area_filter(areas, "community__path") if areas else Q(pk__in=())
    return Suggestion.objects.filter(there | mine)


def suggestions_listed(by: Actor, at: datetime, wishes: dict[str, Any]) -> QuerySet[Suggestion]:
    """Return the suggestions of one's area as narrowed, newest first; open ones by deadline if asked."""
    return _narrowed(suggestions_visible_to(by, at, "suggestion.list"), wishes, at)


def answered_publicly(community: Place, wishes: dict[str, Any], at: datetime) -> QuerySet[Suggestion]:
    """Return the answered suggestions of a community as everybody may read them."""
    found = Suggestion.objects.filter(community=community, state__in=rules.ENDS)
    wishes = {name: value for name, value in wishes.items() if value != "late"}
    if wishes.get("q"):  # what is hidden is not found by its words either
        found = found.filter(hidden_at=None)
    return _narrowed(found, wishes, at)


def _narrowed(found: QuerySet[Suggestion], wishes: dict[str, Any], at: datetime) -> QuerySet[Suggestion]:
    state, topic = wishes.get("state") or "", wishes.get("topic") or ""
    if state == "late":
        found = found.filter(due_at__lte=at)
    elif state == "open":
        found = found.filter(due_at__isnull=False)
    elif state:
        found = found.filter(state=state)
    if topic:
        found = found.filter(topic=topic)
    for word in str(wishes.get("q") or "").replace("\x00", "").split()[:5]:
        found = found.filter(
            Q(words__icontains=word) | Q(answer__icontains=word) | Q(reference=read_code(word))
        )
    return found.select_related(*RELATED).order_by("-id")


def suggestion_by_receipt(receipt: str) -> Suggestion | None:
    """Return the suggestion of a receipt."""
    return Suggestion.objects.filter(receipt=receipt).select_related(*RELATED).first()


def alike(place: Place, at: datetime, *, most: int = 5) -> list[Suggestion]:
    """Return the open suggestions of a community that one may support, the most supported first; none hidden."""
    found = Suggestion.objects.filter(
        community_id=place.community_id, due_at__isnull=False, hidden_at=None
    ).select_related("place")
    return list(found.order_by("-supports", "-id")[:most])


def leading_seat(by: Actor, place: Place, at: datetime) -> Seat | None:
    """Return the seat by which one leads the place, if one does."""
    seats = permission.seats_of(by, at)
    return next((one for one in seats if one.kind in LEADER_KINDS and in_area(place.path, one.path)), None)


def supporter(by: Person, suggestion: Suggestion, at: datetime) -> str:
    """Return by what one counts: the household in this community, else the person."""
    homes = residents.households_of(by.pk, local_date(at))
    here = Household.objects.filter(pk__in=homes, community_id=suggestion.community_id).order_by("pk").first()
    return f"h:{here.pk}" if here else f"p:{by.pk}"
