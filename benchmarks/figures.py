"""Figures of a city: how long the projector folds, how fast a board reads, whether a recount agrees.

`./sz bench figures --entries 10000000`. PostgreSQL; 700 communities, a year of matters from report to close.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMUNITIES = 700
FILL = """
INSERT INTO journal_entry (id, chain, seq, at, action, actor, entered_for, about, post_id, path, on_kind, on_id,
                           facts, before, digest)
SELECT c * 100000000::bigint + s, c, s,
       timestamptz '2025-11-01 00:00+08' + s * interval '1 minute' * (525600.0 / {each}),
       (ARRAY['matter.reported', 'matter.accepted', 'matter.answered', 'matter.confirmed'])[1 + (s - 1) % 4],
       'public', '', '', NULL,
       '2201' || lpad((c % 15)::text, 2, '0') || lpad((c % 116)::text, 3, '0') || lpad(c::text, 3, '0')
       || lpad((((s - 1) / 4) % 7 + 1)::text, 3, '0') || lpad((((s - 1) / 4) % 13 + 1)::text, 5, '0')
       || lpad((((s - 1) / 4) % 3 + 1)::text, 2, '0'),
       'matters.matter', c * 100000000::bigint + (s - 1) / 4,
       (ARRAY[
         '{{"seq": 1, "state": "waiting", "rung": "unit_leader", "topic": "facility", "origin": "resident"}}',
         '{{"seq": 2, "was": "waiting", "state": "accepted", "rung": "unit_leader"}}',
         '{{"seq": 3, "was": "accepted", "state": "answered", "rung": "unit_leader", "ending": "solved"}}',
         '{{"seq": 4, "was": "answered", "state": "closed", "rung": "unit_leader"}}'])[1 + (s - 1) % 4]::jsonb,
       '', ''
FROM generate_series({first}, {last}) c, generate_series(1, {each}) s"""
HEADS = "INSERT INTO journal_head (chain, seq, digest) SELECT c, {each}, '' FROM generate_series(1, {communities}) c"
RECOUNT = """
SELECT count(*) FILTER (WHERE action = 'matter.reported'), count(*) FILTER (WHERE action = 'matter.answered'),
       sum((facts->>'state' = 'closed')::int - coalesce((facts->>'was' = 'closed')::int, 0))
FROM journal_entry WHERE path >= %s AND path < %s AND at >= %s AND at < %s"""


def main() -> None:
    """Fill a database of its own, fold, read, recount, print."""
    parser = argparse.ArgumentParser(prog="./sz bench figures")
    parser.add_argument("--entries", type=int, default=10_000_000)
    wishes = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.postgres import temporary_postgres

    with temporary_postgres(durable=False) as url, tempfile.TemporaryDirectory(prefix="sz-bench-") as folder:
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": folder, "SZ_LOG": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(wishes.entries // COMMUNITIES)


def measure(each: int) -> None:
    """Fill with `each` entries a community and print what folding, reading and recounting take."""
    from django.db import connection
    from django.utils import timezone

    from sanzhang.foundation.figures import actions
    from sanzhang.foundation.figures.models import Figure
    from sanzhang.foundation.permission import SYSTEM

    started = time.perf_counter()
    with connection.cursor() as cursor:
        for first in range(1, COMMUNITIES + 1, 50):
            cursor.execute(FILL.format(each=each, first=first, last=first + 49))
        cursor.execute(HEADS.format(each=each, communities=COMMUNITIES))
        cursor.execute("ANALYZE journal_entry")
    print(f"filled {each * COMMUNITIES:,} entries in {time.perf_counter() - started:.0f} s", flush=True)
    started, folded = time.perf_counter(), 0
    while step := actions.fold(by=SYSTEM, at=timezone.now()):
        folded += step
    took = time.perf_counter() - started
    print(
        f"folded {folded:,} in {took:.0f} s: {folded / took:,.0f} a second; {Figure.objects.count():,} rows",
        flush=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE figures_figure")
    read()
    compare()


def read() -> None:
    """Print how long boards read."""
    from sanzhang.foundation.figures import queries

    today = date(2026, 11, 1)
    month, year = today - timedelta(days=30), today - timedelta(days=365)
    districts = [f"2201{number:02d}" for number in range(15)]
    print(f"\n{'read, ms':<44}{'p50':>8}{'p95':>8}")
    told("a city: 30 days", lambda: queries.sums("2201", month, today))
    told("a city: a year", lambda: queries.sums("2201", year, today))
    told("a city: stocks", lambda: queries.stocks("2201"))
    told("a city: each day of a year", lambda: queries.by_day("2201", year, today))
    told("a city by its 15 districts: a year, stocks", lambda: queries.by_area(districts, year, today))
    told("a grid: a year", lambda: queries.sums("220101001001001", year, today))


def told(name: str, ask) -> None:
    """Print p50 and p95 of 200 questions."""
    times = []
    for _ in range(210):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    times = sorted(times[10:])
    print(f"{name:<44}{statistics.median(times):>8.2f}{times[190]:>8.2f}", flush=True)


def compare() -> None:
    """Print the same figures from the journal itself, as one aggregate would count them, and whether they agree."""
    from django.db import connection

    from sanzhang.foundation.figures import queries
    from sanzhang.foundation.records.paths import next_path

    since, until = date(2025, 11, 1), date(2026, 11, 2)
    for area in ("2201", "220107", "220107007007", "220107007007003"):
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, [area, next_path(area), f"{since} 00:00+08", f"{until} 00:00+08"])
            counted = cursor.fetchone()
        took = time.perf_counter() - started
        found, now = queries.sums(area, since, until), queries.stocks(area)
        figures = (found["reported"], found["answered"], now["stock:closed"])
        agrees = "agrees" if figures == tuple(count or 0 for count in counted) else f"DIFFERS: {counted}"
        print(
            f"{area:<18} reported, answered, closed now {figures}: a recount takes {took:.2f} s and {agrees}"
        )


if __name__ == "__main__":
    main()
