"""Leaders' names on screen: in full for those who work with them, else 王*; lists taken away are noted (R8)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.text import mask_name
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.models import Post


def note_names(request: Any, posts: Iterable[Post], purpose: str) -> None:
    """Note that the names of all holders of `posts` are about to leave as a file."""
    at = request.at
    seat = next(iter(permission.seats_of(request.user, at)), None)
    with transaction.atomic():
        persons = [tenure.person for tenure in queries.running(list(posts), at).values()]
        journal.look_all(request.user, about=persons, fields="name", purpose=purpose, seat=seat, at=at)


def name_for(person: Person, *, is_seen: bool) -> str:
    """Return the name, or its mask."""
    return person.name if is_seen else mask_name(person.name)
