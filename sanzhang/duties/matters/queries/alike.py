"""Similar open matters nearby, and what of them a stranger may be shown (§4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import likeness, rules
from sanzhang.duties.matters.models import Matter, MatterParty
from sanzhang.duties.matters.queries.holders import is_no_party
from sanzhang.duties.matters.queries.lists import LINE, visible_to
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.territory.models import Place

COMPARED, WITHIN = 200, timedelta(days=30)
PRIVATE = ("neighbours", "needs")  # quarrels and hardships: no neighbour is shown them
GRID_WIDTH, BUILDING_WIDTH = 15, 20


@dataclass(frozen=True)
class Alike:
    """A similar matter: how similar, by which words; and of it what anybody may know."""

    matter: Matter
    score: float
    because: list[str]
    joined: int = 0

    @property
    def where(self) -> str:
        """Return its place, not finer than the building."""
        place = self.matter.place
        shown = place.parent if place.kind == "unit" and place.parent else place
        estate = shown.estate.name if shown.estate else ""
        return f"{estate}{shown.name}"

    @property
    def words(self) -> str:
        """Return its kind and first words, with names, phones and doors covered."""
        said = likeness.public_words(self.matter.words)
        return f"{self.matter.filed_as.name}:{said}" if self.matter.filed_as else said

    @property
    def people(self) -> int:
        """Return how many have reported it."""
        return self.joined + 1


def nearby(place: Place, at: datetime) -> QuerySet[Matter]:
    """Return open matters of the same grid (of the community, for what lies in no grid) that anybody may know of.

    Never emergencies, quarrels, hardships, nor what names a person or a door (R15).
    """
    area = place.path[:GRID_WIDTH]
    named = MatterParty.objects.filter(matter=OuterRef("pk"))
    found = Matter.objects.filter(
        community_id=place.community_id,
        due_at__isnull=False,
        path__gte=area,
        path__lt=next_path(area),
        reported_at__gte=at - WITHIN,
        state__in=rules.OPEN,
        parent=None,
    )
    return found.exclude(kind=rules.EMERGENCY).exclude(topic__in=PRIVATE).exclude(Exists(named))


def alike(
    place: Place,
    words: str,
    *,
    at: datetime,
    filed_as: Kind | None = None,
    topic: str = "",
    by: Actor | None = None,
    most: int = 3,
) -> list[Alike]:
    """Return the most similar open matters nearby, the best first; what is about `by` never."""
    found = nearby(place, at)
    if by is not None:
        found = found.filter(is_no_party(by, at))
    newest = found.select_related(*LINE, "filed_as").order_by("-id")[:COMPARED]
    return _best(place, words, newest, filed_as=filed_as, topic=topic, most=most)


def _best(
    place: Place,
    words: str,
    candidates: Iterable[Matter],
    *,
    filed_as: Kind | None,
    topic: str,
    most: int,
    least: float = likeness.SHOWN_FROM,
) -> list[Alike]:
    scored = [(_score(place, words, one, filed_as, topic), one) for one in candidates]
    best = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: (-pair[0], -pair[1].pk))
    chosen = [one for _, one in best[:most]]
    counts = joined_counts(chosen)
    return [
        Alike(one, score, likeness.shared_words(words, one.words), counts.get(one.pk, 0))
        for score, one in best[:most]
    ]


def _score(place: Place, words: str, other: Matter, filed_as: Kind | None, topic: str) -> float:
    score = likeness.likeness(words, other.words)
    if not score:
        return 0.0
    if filed_as and other.filed_as_id == filed_as.pk:
        score += likeness.SAME_KIND
    elif topic and topic != "other" and other.topic == topic:
        score += likeness.SAME_TOPIC
    if other.path[:BUILDING_WIDTH] == place.path[:BUILDING_WIDTH]:
        score += likeness.SAME_BUILDING
    return min(score, 1.0)


def joined_counts(matters: Iterable[Matter]) -> dict[int, int]:
    """Return lead → how many are joined to it; one query, none where there is no lead."""
    ids = [matter.pk for matter in matters]
    if not ids:
        return {}
    found = Matter.objects.filter(joined_to__in=ids).order_by()
    return dict(found.values_list("joined_to").annotate(Count("id")))


def may_be_joined(lead: Matter, place: Place, at: datetime) -> bool:
    """Tell whether anybody who reports from `place` may join a matter."""
    return nearby(place, at).filter(pk=lead.pk).exists()


def lead_of(matter_id: int | str, place: Place, at: datetime) -> Matter | None:
    """Return the open matter that a draft named, if one may still join it."""
    return nearby(place, at).filter(pk=int(matter_id)).first() if str(matter_id).isdigit() else None


def joined_to(matter: Matter) -> list[Matter]:
    """Return what is or was joined to a matter, the oldest first."""
    found = Matter.objects.filter(joined_to=matter).select_related(*LINE)
    return list(found.order_by("reported_at", "id")[:200])


def leads_for(matter: Matter, by: Actor, at: datetime, *, words: str = "", most: int = 12) -> list[Alike]:
    """Return open matters of the community to which `by` may join one: found by words, or the most similar ones."""
    found = visible_to(by, at).filter(community_id=matter.community_id, due_at__isnull=False)
    found = found.filter(state__in=rules.OPEN).exclude(pk=matter.pk).exclude(parent=matter)
    for word in words.split()[:5]:
        by_words = found.filter(words__icontains=word)
        found = by_words if by_words.exists() else found.filter(reference=read_code(word))
    newest = found.filter(area_filter([matter.path[:12]])).select_related(*LINE, "filed_as").order_by("-id")
    return _best(
        matter.place,
        matter.words,
        newest[:COMPARED],
        filed_as=matter.filed_as,
        topic=matter.topic,
        most=most,
        least=0.0 if words else likeness.SHOWN_FROM / 2,
    )
