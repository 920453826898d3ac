"""For supervisors and load balancers: is the process alive, is the service ready."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

from sanzhang.foundation.permission.pages import page

_migrated = False


@page("web.open")
def alive(request: Any) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@page("web.open")
def ready(request: Any) -> HttpResponse:
    """Say whether the database answers and its tables are those of this code."""
    try:
        missing = _missing_migrations()
    except DatabaseError:
        return _not_ready("数据库没有应答。")
    return _not_ready("数据库的表还没有更新。") if missing else JsonResponse({"status": "ready"})


def _missing_migrations() -> bool:
    global _migrated  # noqa: PLW0603 — the plan of migrations costs 30 ms and only ever becomes true once
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not _migrated


def _not_ready(words: str) -> HttpResponse:
    return JsonResponse({"status": "not ready", "detail": words}, status=503, headers={"Retry-After": "5"})
