"""A leader's work as it is handed over: what is open, what was closed; what was said to residents (§12)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.duties.matters.queries.holders import is_no_party
from sanzhang.duties.matters.queries.lists import LINE, visible_to, within_areas
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.models import Post

MOST = 300
SAID = (rules.ACCEPT, rules.ANSWER, rules.PASS_UP, rules.NOTE)


def work_of(
    person: Person, area: str, *, since: datetime, until: datetime
) -> tuple[list[Matter], list[Matter]]:
    """Return the matters of an area that were open at `until`, and those closed in [since, until).

    Nothing from or about `person` or a housemate (R15), whatever seat he holds; what is promised first comes first.
    """
    found = within_areas(Matter.objects.filter(reported_at__lt=until), [area]).filter(
        is_no_party(person, until)
    )
    still = found.filter(Q(closed_at=None) | Q(closed_at__gte=until))
    done = found.filter(closed_at__gte=since, closed_at__lt=until)
    return list(still.order_by("outward_due_at", "pk")[:MOST]), list(done.order_by("closed_at", "pk")[:MOST])


def without_parties(matter_ids: Iterable[int], by: Actor, at: datetime) -> set[int]:
    """Return which of these matters are neither from nor about `by` or a housemate (R15)."""
    return set(
        Matter.objects.filter(is_no_party(by, at), pk__in=list(matter_ids)).values_list("pk", flat=True)
    )


def seen_of(matter_ids: Iterable[int], by: Actor, at: datetime) -> dict[int, Matter]:
    """Return those of these matters that `by` may see now, with what a line shows."""
    found: QuerySet[Matter] = visible_to(by, at).filter(pk__in=list(matter_ids))
    return {matter.pk: matter for matter in found.select_related(*LINE)}


def said_by(post: Post, matter_ids: Iterable[int], *, since: datetime, until: datetime) -> dict[int, str]:
    """Return matter id → the last words that a post's holder said to the resident in [since, until)."""
    steps = MatterStep.objects.filter(
        matter__in=list(matter_ids), post=post, step__in=SAID, at__gte=since, at__lt=until
    ).exclude(words="")
    return dict(steps.order_by("seq").values_list("matter", "words"))
