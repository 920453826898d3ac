"""Words that find posts: part of a place's name, of its house's, grid's or estate's; or a leader's whole name.

Names of places are read through once for all words (12 ms a city); what lies in the places found is fetched by
key. Only words that are everywhere (栋) are left to the list itself, which then finds its page at once.
"""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import next_path
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.queries.seats import live
from sanzhang.organisation.territory.models import Place

WORDS = 6
MANY, MOST = 1000, 5000  # places named so, posts that come of them
Found = dict[str, set[int]]


def named(text: str, at: datetime, *, area: str = "") -> list[Q]:
    """Return a condition on posts for each word of a text, all of which must hold; four queries at most."""
    words = list(dict.fromkeys(text.replace("\x00", "").split()))[:WORDS]
    if not words:
        return []
    holders, places = _holders(words, at), _places(words, area)
    found = []
    for word in words:
        condition = Q(place__in=places[word]) if places else _by_names(word)
        found.append(condition | Q(pk__in=holders[word]) if holders[word] else condition)
    return found


def _by_names(word: str) -> Q:
    there = Q(place__name__contains=word) | Q(place__parent__name__contains=word)
    return there | Q(place__estate__name__contains=word) | Q(place__parent__estate__name__contains=word)


def _holders(words: list[str], at: datetime) -> Found:
    indexes = {blind_index(clean_name(word), "name"): word for word in words}
    held = Tenure.objects.filter(live(at), person__name_index__in=indexes)
    found: Found = defaultdict(set)
    for index, post_id in held.values_list("person__name_index", "post")[:MOST]:
        found[indexes[index]].add(post_id)
    return found


def _places(words: list[str], area: str) -> Found | None:
    """Return word → ids of the places of that name and in them; None where that would be too many."""
    some = Q()
    for word in words:
        some |= Q(name__contains=word)
    places = Place.objects.filter(some)
    if area:  # an estate lies beside the grids, in the same community
        begin = area[:12]
        places = places.filter(path__gte=begin, path__lt=next_path(begin))
    there = list(places.values_list("pk", "name")[: MANY + 1])
    if len(there) > MANY:
        return None
    found: Found = {word: {pk for pk, name in there if word in name} for word in words}
    houses = _below(found, "estate")
    for word, more in houses.items():
        found[word] |= more
    for word, more in _below(found, "parent").items():
        found[word] |= more
    return found if sum(map(len, found.values())) <= MOST else None


def _below(found: Found, field: str) -> Found:
    every = set().union(*found.values())
    rows = Place.objects.filter(**{f"{field}__in": every}).values_list("pk", field) if every else ()
    above: dict[int, set[int]] = defaultdict(set)
    for pk, owner in rows:
        above[owner].add(pk)
    return {word: set().union(*(above[pk] for pk in ids if pk in above)) for word, ids in found.items()}
