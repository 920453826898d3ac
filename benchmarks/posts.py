"""The vacancy pages of a city with 164,000 posts and 1,000,000 tenures, beside a bare SELECT, in one run.

`./sz bench posts --engine postgres|sqlite`. Servers listen on loopback and end with the run.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from urllib.parse import quote

from benchmarks.matters import ROOT, engine_of, serve

BARE = "/bare/posts/"


def main() -> None:
    """Measure on each engine asked for and print one table each."""
    parser = argparse.ArgumentParser(prog="./sz bench posts")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="postgres")
    parser.add_argument("--communities", type=int, default=504)
    parser.add_argument("--tenures", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=100)
    wishes = parser.parse_args()
    for engine in ("postgres", "sqlite") if wishes.engine == "both" else (wishes.engine,):
        with engine_of(engine) as environment:
            facts = fill(environment, wishes)
            words = "{posts:,} posts, {vacant:,} vacant, {tenures:,} tenures; filled in {seconds} s"
            print(f"\n{engine}: {words.format(**facts)}", flush=True)
            measure(environment, facts, wishes.requests)


def fill(environment: dict, wishes: argparse.Namespace) -> dict:
    """Fill the database and return what was made."""
    run = [sys.executable, "-c", "from benchmarks.city_posts import main; main()"]
    filled = subprocess.run(
        [*run, str(wishes.communities), str(wishes.tenures)],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(filled.stdout.splitlines()[-1])


def measure(environment: dict, facts: dict, requests: int) -> None:
    """Ask for each page `requests` times, in turn with the bare SELECT, and print a table."""
    with (
        serve("sanzhang.web.wsgi:application", environment) as ours,
        serve("benchmarks.bare:application", environment) as bare,
    ):
        print(f"{'page':<24} {'p50 ms':>8} {'p95 ms':>8} {'x bare':>7} {'queries':>8} {'kB':>7}")
        for name, address in facts["addresses"].items():
            status, queries, size = facts["queries"][name]
            if status != 200:
                print(f"{name:<24} answered {status}")
                continue
            slow = requests if queries and not name.startswith("export") else 10
            times, beside = in_turn(((ours, facts["cookie"], address), (bare, "", BARE)), slow)
            p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
            ratio = p50 / statistics.median(beside)
            print(
                f"{name:<24} {p50:>8.1f} {p95:>8.1f} {ratio:>7.1f} {queries:>8} {size / 1000:>7.1f}",
                flush=True,
            )


def in_turn(asked: tuple, requests: int) -> list[list[float]]:
    """Return the milliseconds of each of two addresses, asked by turns after a tenth to warm up."""
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=600) for port, _, _ in asked]
    times: list[list[float]] = [[] for _ in asked]
    for _ in range(requests + max(requests // 10, 3)):
        for found, connection, (_, cookie, address) in zip(times, connections, asked, strict=True):
            started = time.perf_counter()
            connection.request(
                "GET", quote(address, safe="/?=&%"), headers={"Cookie": cookie} if cookie else {}
            )
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{address} answered {answer.status}")
            found.append((time.perf_counter() - started) * 1000)
    return [found[-requests:] for found in times]


if __name__ == "__main__":
    main()
