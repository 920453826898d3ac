"""Bare Django views without middleware, check, rule or message: one inserts the rows of one reported matter.

What it leaves out is what the product adds; what it keeps is the transaction and every row that is written.
The other selects the oldest vacancies, for `benchmarks/posts.py`.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare_settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import json

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django_tasks_db.models import DBTaskResult

from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.records.ids import new_code, new_id
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

_places: dict[str, Place] = {}
TASKS = int(os.environ.get("BENCH_TASKS", "1"))


@csrf_exempt
def insert(request):
    """Insert what one report inserts, as plainly as Django can."""
    sent = json.loads(request.body)
    token = sent["place"]
    if token not in _places:
        _places[token] = Place.objects.get(token=token)
    place, at = _places[token], timezone.now()
    with transaction.atomic():
        matter = Matter.objects.create(
            community_id=place.community_id,
            place=place,
            path=place.path,
            words=sent["words"],
            rung="unit_leader",
            rung_path=place.path,
            reported_at=at,
            rung_at=at,
            due_at=at,
            outward_due_at=at,
        )
        MatterStep.objects.create(
            community_id=place.community_id,
            matter=matter,
            seq=1,
            step="report",
            at=at,
            state="waiting",
            words=sent["words"],
        )
        for _ in range(TASKS):
            DBTaskResult.objects.create(
                args_kwargs={"args": [], "kwargs": {"entry_id": matter.id}},
                task_path="benchmarks.none",
                queue_name="bench",
                backend_name="default",
            )
        Head.objects.filter(chain=place.community_id).update(digest=new_code(16))
        Entry.objects.create(
            chain=-place.community_id,
            seq=new_id(),
            at=at,
            action="matter.reported",
            actor="public",
            path=place.path,
            on_kind="matters.matter",
            on_id=matter.id,
            digest=new_code(16),
        )
        Claim.objects.create(key=new_code(20), sender="bench", sent="", status=201, body="{}", claimed_at=at)
    return JsonResponse({"receipt": matter.receipt}, status=201)


def vacancies(request):
    """Select the 40 oldest vacancies of the whole database, as plainly as Django can: one SELECT, no count, no page."""
    at = timezone.now()
    held = Tenure.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), post=OuterRef("pk"), starts_at__lte=at, cancelled_at=None
    )
    found = Post.objects.filter(~Exists(held), closed_at=None, vacant_since__lte=at, place__closed_on=None)
    lines = found.order_by("vacant_since", "id").values("id", "kind", "place__name", "vacant_since")[:40]
    return JsonResponse({"lines": list(lines)})


urlpatterns = [path("bare/", insert), path("bare/posts/", vacancies)]
