"""How many matters a new division of grids will take along."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import Substr

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter
from sanzhang.organisation.division.queries import BuildingMove
from sanzhang.organisation.territory.models import Place

BUILDING_WIDTH = 20


def open_in(community: Place, moves: Sequence[BuildingMove], at: datetime) -> int:
    """Return how many matters that are not closed lie in the buildings that move."""
    open_ones = Matter.objects.filter(community=community, reported_at__lte=at).exclude(state__in=rules.FINAL)
    found = open_ones.alias(head=Substr("path", 1, BUILDING_WIDTH))
    return found.filter(head__in=[move.building.path for move in moves]).count()
