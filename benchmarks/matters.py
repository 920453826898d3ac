"""Matters: reports beside a bare view, lists and searches, changes of state, figures of a city; in one run.

`./sz bench matters --engine sqlite|postgres --matters 1000000`. Servers listen on loopback and end with the run.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = (1, 8, 32)
LISTS = {  # what is asked of the list: how often it holds, in ten thousand
    "all": "",
    "open (420)": "state=open",
    "late": "state=late",
    "answered (100)": "state=answered",
    "withdrawn (80)": "state=withdrawn",
    "paused (20)": "state=paused",
    "topic (39)": "topic=needs",
    "topic (10)": "topic=culture",
    "rung street (530)": "rung=street_worker",
    "kind (10)": "kind=emergency",
    "a grid": "area={grid}",
    "words (4000)": "q=楼道灯",
    "words (500)": "q=声音大",
    "words (39)": "q=量血压",
    "words (1)": "q=井盖",
    "words (0)": "q=没有这样说过",
    "open, topic, words": "state=open&topic=safety&q=消防通道",
    "deep": "before={middle}",
    "deep, words": "before={middle}&q=漏水",
    "deep, answered": "before={middle}&state=answered",
}
WORDS = "三楼的声控灯坏了快一个星期,老人晚上上下楼看不清,麻烦来看一下。"


def main() -> None:
    """Measure on each engine asked for and print one table each."""
    parser = argparse.ArgumentParser(prog="./sz bench matters")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--lists-only", action="store_true")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--matters", type=int, default=200_000)
    wishes = parser.parse_args()
    for engine in ("postgres", "sqlite") if wishes.engine == "both" else (wishes.engine,):
        with engine_of(engine) as environment:
            measure(engine, environment, wishes)


@contextmanager
def engine_of(engine: str):
    """Give an environment with an empty database of that engine, durable as in service."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sz-bench-"))
        environment = {**os.environ, "DATA_DIR": folder, "PYTHONPATH": str(ROOT), "SZ_LOG": "ERROR"}
        environment.pop("DATABASE_URL", None)
        if engine == "postgres":
            from tests.postgres import temporary_postgres

            environment["DATABASE_URL"] = stack.enter_context(temporary_postgres(durable=True))
        yield environment


def measure(engine: str, environment: dict, wishes: argparse.Namespace) -> None:
    """Fill, serve, measure, print."""
    run = [sys.executable, "-m", "benchmarks.fill"]
    filled = subprocess.run(
        [*run, str(wishes.matters)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    facts = json.loads(filled.stdout.splitlines()[-1])
    with (
        serve("sanzhang.web.wsgi:application", environment) as ours,
        serve("benchmarks.bare:application", {**environment, "BENCH_TASKS": str(facts["tasks"])}) as bare,
    ):
        if not wishes.lists_only:
            reports(engine, ours, bare, facts, wishes.seconds)
        lists(ours, facts, wishes.matters)
    run = [sys.executable, "-m", "benchmarks.steps"]
    subprocess.run(run, cwd=ROOT, env=environment, check=True)


def reports(engine: str, ours: int, bare: int, facts: dict, seconds: float) -> None:
    """Print how many reports a second both take, in turn."""
    print(f"\n{engine}: reports per second ({seconds:g} s each, in turn)")
    print(f"{'clients':>8} {'ours':>8} {'bare':>8} {'ours/bare':>10}")
    for clients in CLIENTS:
        rates = [[], []]
        for _ in range(2):
            rates[0].append(rate(ours, "/api/matters", facts["tokens"], clients, seconds / 2))
            rates[1].append(rate(bare, "/bare/", facts["tokens"], clients, seconds / 2))
        one, two = (statistics.mean(found) for found in rates)
        print(f"{clients:>8} {one:>8.1f} {two:>8.1f} {one / two:>10.2f}")


def lists(port: int, facts: dict, matters: int) -> None:
    """Print how long the list takes, narrowed in each way, for each level."""
    people = list(facts["sessions"])
    print(
        f"\nlist page at {matters:,} matters, p50 / p95 in ms\n{'':<22}"
        + "".join(f"{who:>20}" for who in people)
    )
    worst = 0.0
    for name, query in LISTS.items():
        address = "/matters/?" + quote(query.format(grid=facts["grid"], middle=facts["middle"]), safe="=&")
        found = {who: list_page(port, facts["sessions"][who], address) for who in people}
        if found["city_worker"][2] == name.endswith("(0)"):
            raise SystemExit(f"{address} does not narrow what it should")
        times = [(half, late) for half, late, _ in found.values()]
        worst = max(worst, *(late for _, late in times))
        print(f"{name:<22}" + "".join(f"{half:>12.1f} /{late:>6.1f}" for half, late in times), flush=True)
    print(f"the slowest p95 of all: {worst:.1f} ms")


@contextmanager
def serve(application: str, environment: dict):
    """Serve one WSGI application with the settings of `./sz up` and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", application]
    server = subprocess.Popen(command, cwd=ROOT, env={**environment, "BIND": f"127.0.0.1:{port}"})
    try:
        wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def wait(port: int) -> None:
    """Wait until the port answers, at most 30 s."""
    for _ in range(300):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def rate(port: int, path: str, tokens: list, clients: int, seconds: float) -> float:
    """Return the successful reports per second of `clients` that send one after another."""
    done, failed = [0] * clients, [0] * clients
    end = time.monotonic() + seconds

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            body = json.dumps(
                {"place": tokens[(number + done[number] * clients) % len(tokens)], "words": WORDS}
            ).encode()
            headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 201:
                done[number] += 1
            else:
                failed[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sum(failed):
        raise SystemExit(f"{path}: {sum(failed)} of {sum(done) + sum(failed)} failed")
    return sum(done) / (time.monotonic() - started)


def list_page(port: int, cookie: str, path: str) -> tuple[float, float, bool]:
    """Return p50 and p95 in milliseconds of 60 requests for a page, one after another; whether it lists anything."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for _ in range(64):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        page = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        times.append((time.perf_counter() - started) * 1000)
    times = sorted(times[4:])
    return statistics.median(times), times[int(len(times) * 0.95)], b'<ul class="cells">' in page


if __name__ == "__main__":
    main()
