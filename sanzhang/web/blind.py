"""Blind spots that feedback can't know of by itself: no plaque hangs, nobody came, told or reported (§10.2).

Mechanisms are strangers to one another; the door knows them all and tells feedback where to look. Places only: what
lies below a building is never looked at, and no person.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.notices.models import Notice
from sanzhang.duties.residents.models import Home
from sanzhang.duties.supervision.models import Inspection
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.mechanisms.feedback.queries import Blind
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.mechanisms.plaques.models import Hanging
from sanzhang.organisation.territory.models import Place

UNIT, BUILDING, COMMUNITY = 22, 20, 12  # widths of paths


def _open(community: Place, *kinds: str, before: date) -> list[Place]:
    found = Place.objects.filter(community=community, kind__in=kinds, closed_on=None, opened_on__lt=before)
    return list(found.select_related("parent__estate", "estate").order_by("path"))


def _with_plaques(community: Place, day: date) -> list[Place]:
    return _open(community, "building", "unit", before=day)


def _bare(community: Place, day: date, numbers: Mapping[str, int]) -> list[Place]:
    """Return the buildings and units where no plaque hung for as long as the rule says, up to a day."""
    end, since = local_midnight(day), day - timedelta(days=numbers["bare_days"])
    hung = Hanging.objects.filter(
        Q(taken_down_at=None) | Q(taken_down_at__gt=local_midnight(since)),
        community=community,
        put_up_at__lt=end,
    )
    has_one = set(hung.values_list("place", flat=True))
    return [one for one in _open(community, "building", "unit", before=since) if one.pk not in has_one]


def _units(community: Place, day: date) -> list[Place]:
    return _open(community, "unit", before=day)


def _unreached(community: Place, day: date, numbers: Mapping[str, int]) -> list[Place]:
    """Return the units that no round, no notice to the door, no newcomer and no report touched for so many weeks."""
    since = day - rules.WEEK * numbers["unreached_weeks"]
    touched = _touched(community, since, day)
    widths = {len(path) for path in touched}
    units = _open(community, "unit", before=since)
    return [one for one in units if not any(one.path[:width] in touched for width in widths)]


def _touched(community: Place, since: date, day: date) -> set[str]:
    """Return the paths at or above units that were touched; what is said to a whole community touches no door."""
    begin, end = local_midnight(since), local_midnight(day)
    matters = Matter.objects.filter(community=community, reported_at__gte=begin, reported_at__lt=end)
    notices = Notice.objects.filter(community=community, starts_at__gte=begin, starts_at__lt=end)
    rounds = Inspection.objects.filter(community=community, handed_at__gte=begin, handed_at__lt=end)
    homes = Home.objects.filter(community=community, starts_on__gte=since, starts_on__lt=day)
    reported = {path[:UNIT] for path in matters.values_list("path", flat=True) if len(path) >= UNIT}
    told = {path for path in notices.values_list("path", flat=True) if len(path) > COMMUNITY}
    seen = {path for path in rounds.values_list("place__path", flat=True) if len(path) > COMMUNITY}
    moved_in = {path[:UNIT] for path in homes.values_list("household__path", flat=True)}
    return reported | told | seen | moved_in


KINDS = (
    Blind("no_plaque", "没有挂公示牌", _with_plaques, _bare),
    Blind("unreached", "很久没有人到过、通知过、反映过", _units, _unreached, is_guarded=True),
)
