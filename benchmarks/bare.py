"""A bare Django view that inserts the rows of one reported matter: no middleware, no check, no rule, no message.

What it leaves out is what the product adds; what it keeps is the transaction and every row that is written.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare_settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import json

from django.db import transaction
from django.http import JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django_tasks_db.models import DBTaskResult

from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.records.ids import new_code, new_id
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


urlpatterns = [path("bare/", insert)]
