"""How long a change of state takes in the database that `benchmarks/fill.py` has filled.

The action as a page calls it: permission, guarded update, step, entry, message job, in one durable transaction.
"""

import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")

import django

django.setup()

from django.utils import timezone

from sanzhang.duties.matters import actions
from sanzhang.duties.matters.models import Matter
from sanzhang.organisation.posts.models import Tenure

EACH = 200


def main() -> None:
    """Accept, then pass up, then answer some matters; print p50 and p95 of each."""
    at = timezone.now()
    waiting = Matter.objects.filter(state="waiting", rung="unit_leader", due_at__isnull=False)
    chosen = list(waiting.order_by("?")[:EACH])
    leaders = {}
    for kind in ("unit_leader", "building_leader"):
        paths = {matter.path[: 22 if kind == "unit_leader" else 20] for matter in chosen}
        held = Tenure.objects.filter(post__kind=kind, post__place__path__in=paths)
        leaders |= {
            tenure.post.place.path: tenure.person for tenure in held.select_related("person", "post__place")
        }
    print("\nchange of state, ms (p50 / p95)")
    ends = {"ending": "solved", "words": "换好了", "at": at}
    tell("accept", [timed(actions.accept, one, by=leaders[one.path], at=at) for one in chosen])
    up = {"words": "要换线路", "at": at}
    tell("pass up", [timed(actions.pass_up, one, by=leaders[one.path], **up) for one in chosen])
    tell("answer", [timed(actions.answer, one, by=leaders[one.path[:20]], **ends) for one in chosen])


def timed(act, matter: Matter, **given) -> float:
    """Return the milliseconds of one call."""
    started = time.perf_counter()
    act(matter, **given)
    return (time.perf_counter() - started) * 1000


def tell(name: str, times: list[float]) -> None:
    """Print one line."""
    times = sorted(times[5:])
    print(f"{name:<10}{statistics.median(times):>8.1f} /{times[int(len(times) * 0.95)]:>6.1f}", flush=True)


if __name__ == "__main__":
    main()
