"""Questions: who sees them, which answers stand ready for a place, how many were asked (§4.2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from sanzhang.duties.matters import asking, likeness
from sanzhang.duties.matters.models import Enquiry, ReadyAnswer
from sanzhang.duties.matters.queries.holders import residents_ties
from sanzhang.duties.matters.queries.lists import LINE
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory.models import Place

LEVELS = (4, 6, 9, 12)  # city, district, street, community
READY_MOST, SOUNDS_LIKE = 400, 0.30


def enquiries_visible_to(by: Actor, at: datetime, action: str = "enquiry.look") -> QuerySet[Enquiry]:
    """Return the questions in the areas of `by`, but for own ones and those of housemates (R15)."""
    areas = permission.areas(by, action, at=at)
    if not areas:
        return Enquiry.objects.none()
    found = Enquiry.objects.filter(area_filter(areas, "community__path"))
    mates = residents_ties(by, at)
    return found.exclude(reporter__in=mates) if mates else found


def enquiries_listed(
    by: Actor, at: datetime, wishes: dict[str, Any], *, action: str = "enquiry.look"
) -> QuerySet[Enquiry]:
    """Return visible questions by state (or late), topic, words; newest first. `before`: only older ids."""
    found = enquiries_visible_to(by, at, action)
    state = wishes.get("state") or ""
    if state == "late":
        found = found.filter(due_at__lte=at)
    elif state:
        found = found.filter(state=state)
    if topic := wishes.get("topic"):
        found = found.filter(topic=topic)
    for word in str(wishes.get("words") or "").split()[:5]:
        found = found.filter(
            Q(words__icontains=word) | Q(answer__icontains=word) | Q(reference=read_code(word))
        )
    if before := wishes.get("before"):
        found = found.filter(pk__lt=before)
    return found.select_related(*LINE, "community").order_by("-id")


def enquiries_waiting(by: Actor, at: datetime) -> QuerySet[Enquiry]:
    """Return the questions that `by` has to answer, the most urgent first."""
    found = enquiries_visible_to(by, at, "enquiry.answer").filter(due_at__isnull=False)
    return found.select_related(*LINE, "community").order_by("due_at", "id")


def enquiry_figures(by: Actor, at: datetime, *, since: timedelta) -> dict[str, int]:
    """Return how many questions wait, are late, and how many of those asked since then were answered how."""
    found = enquiries_visible_to(by, at).order_by()
    recent = found.filter(asked_at__gte=at - since)
    return recent.aggregate(
        asked=Count("id"),
        ready=Count("id", filter=Q(ready__isnull=False)),
        answered=Count("id", filter=Q(state=asking.ANSWERED)),
        turned=Count("id", filter=Q(state=asking.TURNED)),
    ) | found.filter(due_at__isnull=False).aggregate(
        waiting=Count("id"), late=Count("id", filter=Q(due_at__lte=at))
    )


def enquiry_by_receipt(receipt: str) -> Enquiry | None:
    """Return the question of a receipt."""
    return Enquiry.objects.filter(receipt=receipt).select_related(*LINE, "community", "matter").first()


def enquiries_by_receipts(receipts: Iterable[str]) -> list[Enquiry]:
    """Return the questions of the receipts that a phone keeps, newest first."""
    return list(Enquiry.objects.filter(receipt__in=list(receipts)[:50]).select_related(*LINE).order_by("-id"))


def ready_here(place: Place) -> QuerySet[ReadyAnswer]:
    """Return the answers that stand ready at a place: its community's own and those of the levels above."""
    paths = {place.path[:width] for width in LEVELS if len(place.path) >= width}
    found = ReadyAnswer.objects.filter(place__path__in=paths, closed_at=None)
    return found.select_related("place").order_by("-place__path", "topic", "question")


def ready_for(place: Place, words: str, *, topic: str = "", most: int = 5) -> list[ReadyAnswer]:
    """Return the ready answers that fit what was typed, the best first; without words, those of a topic or all."""
    rows = list(ready_here(place)[:READY_MOST])
    if topic:
        rows = [row for row in rows if row.topic == topic]
    if not words.strip():
        return rows[:most]
    scored = [(fitness(words, row), row) for row in rows]
    best = sorted((pair for pair in scored if pair[0] >= SOUNDS_LIKE), key=lambda pair: -pair[0])
    return [row for _, row in best[:most]]


def fitness(words: str, row: ReadyAnswer) -> float:
    """Return how well a ready answer fits what was typed, 0 to 1."""
    others = [part for part in row.words.replace("、", " ").replace(",", " ").split() if part]
    named = max((0.8 for part in others if part in words), default=0.0)
    return max(likeness.likeness(words, row.question), named)


def ready_visible_to(by: Actor, at: datetime) -> QuerySet[ReadyAnswer]:
    """Return the ready answers that `by` may edit: of places in the own areas."""
    areas = permission.areas(by, "answer.edit", at=at)
    if not areas:
        return ReadyAnswer.objects.none()
    found = ReadyAnswer.objects.filter(area_filter(areas, "place__path"), closed_at=None)
    return found.select_related("place", "reviewed_by").order_by("topic", "question")


def places_to_answer_for(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the places for which `by` may write ready answers: the own area, down to communities."""
    areas = permission.areas(by, "answer.edit", at=at)
    kinds = ("city", "district", "street", "community")
    if not areas:
        return Place.objects.none()
    return Place.objects.filter(area_filter(areas), kind__in=kinds, closed_on=None).order_by("path")
