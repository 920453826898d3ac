"""Putting ballots into the urn, and taking them out once: always shuffled, always sealed (0012)."""

import secrets
from collections.abc import Sequence

from django.db.models import Sum

from sanzhang.foundation.ballots import keys, rules
from sanzhang.foundation.ballots.models import Poll, Urn
from sanzhang.foundation.ballots.rules import Choice

_random = secrets.SystemRandom()


def make_urns(poll: Poll) -> None:
    """Make the empty urns of a poll and their key."""
    keys.make_key(poll.pk)
    count = -(-poll.roll_size // rules.SHARD)
    Urn.objects.bulk_create([Urn(poll=poll, number=number) for number in range(1, count + 1)])


def put(poll: Poll, ballots: Sequence[Choice]) -> None:
    """Put ballots into an urn that is drawn; the caller holds the lock on the poll. Raises: keys.KeyGone."""
    numbers = list(Urn.objects.filter(poll=poll).values_list("number", flat=True))
    urn = Urn.objects.select_for_update().get(poll=poll, number=_random.choice(numbers))
    inside = _inside(poll, urn) + list(ballots)
    _random.shuffle(inside)
    urn.sealed = keys.seal(poll.pk, rules.packed(inside, poll.keys), bound_to=_place(urn))
    urn.count = len(inside)
    urn.save(update_fields=["sealed", "count"])


def inside_count(poll: Poll) -> int:
    """Return how many ballots lie in the urns, without opening one."""
    return Urn.objects.filter(poll=poll).aggregate(all=Sum("count"))["all"] or 0


def take_out(poll: Poll) -> list[Choice]:
    """Return all ballots, in the order of their content. Raises: keys.KeyGone."""
    return rules.in_order(ballot for urn in Urn.objects.filter(poll=poll) for ballot in _inside(poll, urn))


def empty(poll: Poll) -> None:
    """Leave nothing in the urns; the key goes with the commit."""
    Urn.objects.filter(poll=poll).update(sealed="")


def _inside(poll: Poll, urn: Urn) -> list[Choice]:
    if not urn.sealed:
        return []
    return rules.unpacked(keys.unseal(poll.pk, urn.sealed, bound_to=_place(urn)), poll.keys)


def _place(urn: Urn) -> str:
    return f"urn:{urn.pk}"
