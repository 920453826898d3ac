"""Which notices concern a place, and which a person may manage."""

from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from sanzhang.duties.notices import rules
from sanzhang.duties.notices.models import Notice
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


def in_force(at: datetime) -> QuerySet[Notice]:
    """Return the notices that are to be read at `at`."""
    return Notice.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, withdrawn_at=None)


def newest_for(place: Place, at: datetime, *, most: int = 3) -> list[Notice]:
    """Return the newest notices whose audience holds `place`, or held it when they were published."""
    found = in_force(at).filter(Q(path__in=rules.areas_over(place.path)) | _published_before_it_moved(place))
    return list(found.select_related("place").order_by("-starts_at", "-id")[:most])


def _published_before_it_moved(place: Place) -> Q:
    """Return the condition that a notice was for the grid in which a place lay then."""
    condition = Q(pk__in=[])
    for path, until in territory.paths_before(place):
        midnight = timezone.make_aware(datetime.combine(until, time()))
        condition |= Q(path__in=rules.areas_over(path)[rules.GRID :], starts_at__lt=midnight)
    return condition


def managed_by(by: Actor, at: datetime) -> QuerySet[Notice]:
    """Return all notices, past ones too, in the areas where `by` publishes; newest first."""
    areas = permission.areas(by, "notice.publish", at=at)
    return Notice.objects.filter(area_filter(areas)).select_related("place").order_by("-starts_at", "-id")


def audiences(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the places that `by` may address: own area, its grids and buildings."""
    areas = permission.areas(by, "notice.publish", at=at)
    kinds = ("street", "community", "grid", "building")
    return Place.objects.filter(area_filter(areas), kind__in=kinds, closed_on=None).order_by("path")
