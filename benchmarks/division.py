"""Division beside other libraries on the same communities, in one run; gaps to the proof; a whole city.

`./sz bench division [--set towns|hdb|district|40|120] [--count 20] [--plain] [--no-peers] [--proof 10] [--city 1200]
[--out FILE.md]`. Whether a plan is lawful is looked at here, with networkx, apart from the solver. Peers live in an
environment of their own, are told our number of grids and our neighbours, and of their tries the best lawful one by
our objective counts. `--plain`: distance alone, the one term of the objective that every peer knows of.
"""

import argparse
import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np

from benchmarks.communities import HDB, city, communities, community, hdb
from benchmarks.division_watch import Measured, Told, Watch
from sanzhang.division_solver import Problem, Weights, assess, divide, divide_many

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("METIS", "k-means-constrained", "ReCom", "max-p", "region-k-means")
PLAIN = Weights(estates=0, roads=0, load=0, elderly=0, renters=0, moved=0)
WORST = 5  # communities named at the end
COLUMNS = (
    "peer", "fully lawful", "of those with a plan", "lawful where ours is not", "grids, ours",
    "objective / ours, median (least – most)", "ours behind", "gap to bound, median", "cut edges / ours",
    "CPU s median, mean",
)  # fmt: skip


def main() -> None:
    """Measure what is asked for and print tables."""
    parser = argparse.ArgumentParser(prog="./sz bench division")
    parser.add_argument("--set", choices=("towns", "hdb", "district", "40", "120"), default="towns")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="distance alone")
    parser.add_argument("--proof", type=float, default=0, help="CPU seconds a community for the proof")
    parser.add_argument("--budget", type=float, default=10, help="CPU seconds a community for each peer")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--python", type=Path, help="an environment with the peers")
    parser.add_argument("--city", type=int, default=0, help="so many communities at once, in two processes")
    parser.add_argument("--out", type=Path, help="write the tables there too")
    wishes = parser.parse_args()
    say = Told(wishes.out)
    if wishes.city:
        measure_city(wishes.city, wishes.seed, say)
        return
    problems = instances(wishes.set, wishes.count, wishes.seed)
    if wishes.plain:
        problems = [replace(problem, weights=PLAIN) for problem in problems]
    cases = timed(f"{wishes.set} seed {wishes.seed}", problems, wishes.proof)
    tell_ours(cases, wishes.proof, say)
    if not wishes.no_peers:
        say(f"| {' | '.join(COLUMNS)} |")
        say("|---" * len(COLUMNS) + "|")
        python = wishes.python or environment()
        for peer in PEERS:
            tell_peer(peer, cases, ask(peer, python, cases, wishes.budget), say)
        tell_above([case for case in cases if case.plan.lawful], say)


def instances(name: str, count: int, seed: int) -> list[Problem]:
    """Return the problems of a set."""
    if name == "hdb":
        real = hdb(HDB)
        return real[:: max(1, len(real) // count)][:count]
    if name in ("towns", "district"):
        return communities(120 if name == "district" else count, seed)
    return [community(seed * 1000 + number, buildings=int(name)) for number in range(count)]


def timed(name: str, problems: list[Problem], proof: float) -> list[Measured]:
    """Return our plan and its CPU seconds for each problem, and the proof if asked for."""
    divide(problems[0])
    found = []
    for number, problem in enumerate(problems):
        begun = time.process_time()
        plan = divide(problem, time_limit_s=60)
        case = Measured(f"{name} number {number}", problem, plan, time.process_time() - begun)
        if proof and plan.lawful:
            begun = time.process_time()  # the solver's limit is by the clock, and the machine may be shared
            case.proof = divide(problem, proof=True, time_limit_s=2 * proof)
            case.proof_used = time.process_time() - begun
        found.append(case)
    return found


def lawful(problem: Problem, label: np.ndarray) -> bool:
    """Return whether every grid has a lawful number of households and is connected; knows nothing of the solver."""
    graph = nx.empty_graph(len(problem))
    graph.add_edges_from(np.asarray(problem.edges).tolist())
    h = np.asarray(problem.households)
    inside = [np.flatnonzero(label == grid) for grid in np.unique(label)]
    return len(label) == len(h) and all(
        problem.lo <= h[one].sum() <= problem.hi and nx.is_connected(graph.subgraph(one.tolist()))
        for one in inside
    )


def cut_edges(problem: Problem, label: np.ndarray) -> int:
    """Return how many neighbours lie in different grids."""
    edges = np.asarray(problem.edges)
    return int((label[edges[:, 0]] != label[edges[:, 1]]).sum())


def spread(values: list[float], form: str = "{:.3f}") -> str:
    """Return median, 90th percentile and most."""
    if not values:
        return "-"
    return " / ".join(
        form.format(value) for value in (np.median(values), np.percentile(values, 90), max(values))
    )


def tell_ours(cases: list[Measured], proof: float, say: Callable[[str], None]) -> None:
    """Print how often ours is lawful, how far from the proof, what it took, and where it is worst."""
    sizes = [len(case.problem) for case in cases]
    good = sum(lawful(case.problem, case.plan.label) for case in cases)
    none = [case for case in cases if not case.plan.lawful]
    say(
        f"{cases[0].name.rsplit(' ', 2)[0]}: {len(cases)} communities, "
        f"{np.mean(sizes):.0f} buildings, most {max(sizes)}"
    )
    say(
        f"ours: fully lawful {good}, none found {len(none)}; claimed and seen differ {len(cases) - len(none) - good}"
    )
    say(f"CPU s, median / p90 / max: {spread([case.used for case in cases])}")
    for case in none:
        say(f"  none: {case.name}: {', '.join(reason.code for reason in case.plan.reasons)}")
    slow = sorted(cases, key=lambda case: -case.used)[:WORST]
    say("  slowest: " + "; ".join(f"{case.name} ({len(case.problem)}) {case.used:.2f} s" for case in slow))
    if proof:
        tell_gaps([case for case in cases if case.proof], proof, say)


def tell_gaps(cases: list[Measured], proof: float, say: Callable[[str], None]) -> None:
    """Print how many were proved, and how far above the bound the plans without proof lie."""
    proved = [case for case in cases if case.proof and case.proof.status == "optimal"]
    soon = [case for case in proved if case.proof_used <= proof]
    say(
        f"proved optimal {len(soon)} of {len(cases)} within {proof:g} CPU-s, "
        f"{len(proved)} within {2 * proof:g} s by the clock"
    )
    gaps = {case.name: 100 * (case.plan.objective / case.bound(case.plan.k) - 1) for case in proved
            if case.proof and case.proof.k == case.plan.k}  # fmt: skip
    say(f"plans without proof above the optimum, %, where proved: {spread(list(gaps.values()))}")
    for name, gap in sorted(gaps.items(), key=lambda pair: -pair[1])[:WORST]:
        if gap > 1e-4:
            say(f"  worst: {name}: {gap:.3f} %")
    for case in cases:
        if case not in proved and case.proof:
            say(
                f"  not proved: {case.name} ({len(case.problem)}): "
                f"gap {100 * case.proof.gap:.2f} %, {case.proof_used:.1f} CPU-s"
            )


def tell_above(cases: list[Measured], say: Callable[[str], None]) -> None:
    """Print how far ours lies above the best plan known: over all, not only where a proof came to an end."""
    say(
        f"plans without proof above the best that anybody found, %, over all: "
        f"{spread([case.above() for case in cases])}"
    )
    for case in sorted(cases, key=lambda case: -case.above())[:WORST]:
        if case.above() > 1e-4:
            say(f"  worst: {case.name} ({len(case.problem)}): {case.above():.2f} %")


def ask(
    peer: str, python: Path, cases: list[Measured], budget: float
) -> list[tuple[list[np.ndarray], float]]:
    """Return a peer's tries and CPU seconds for each community."""
    asked = [
        {
            name: np.asarray(getattr(case.problem, name)).tolist()
            for name in ("households", "x", "y", "edges", "lo", "hi")
        }
        | {"k": case.plan.k}
        for case in cases
    ]
    said = subprocess.run(
        [str(python), "-m", "benchmarks.division_peers", peer, str(budget)],
        cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    lines = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("[")]
    return [([np.array(label) for label in tries], used) for tries, used in lines]


def best(problem: Problem, tries: list[np.ndarray]) -> np.ndarray | None:
    """Return the lawful try with the least objective."""
    good = [label for label in tries if lawful(problem, label)]
    return min(good, key=lambda label: assess(problem, label).objective) if good else None


def tell_peer(
    peer: str, cases: list[Measured], found: list[tuple[list[np.ndarray], float]], say: Callable[[str], None]
) -> None:
    """Print a peer's line, its objective beside ours for the same number of grids."""
    ratios, gaps, grids, cuts = [], [], [], []
    behind, beyond, possible, good, told = [], 0, 0, 0, 0
    for case, (tries, _) in zip(cases, found, strict=True):
        label = best(case.problem, tries)
        possible += case.plan.lawful or label is not None
        if label is None:
            continue
        good, k = good + 1, len(np.unique(label))
        beyond += not case.plan.lawful
        value, mine = assess(case.problem, label).objective, case.ours(k)
        grids.append((k, case.plan.k))
        if k == case.plan.k:
            case.seen.append(value)
        if not mine.lawful or mine.objective > value * (1 + 1e-9):
            behind.append(
                f"{case.name}, {k} grids"
                + (f" {100 * (mine.objective / value - 1):.2f} %" if mine.lawful else "")
            )
        if mine.lawful:
            ratios.append(value / mine.objective)
            cuts.append(cut_edges(case.problem, label) / max(cut_edges(case.problem, mine.label), 1))
            if case.bound(k) > 0:
                gaps.append(100 * (value / case.bound(k) - 1))
                told += 1
    used = [seconds for _, seconds in found]
    middle = f"{np.median(ratios):.3f} ({min(ratios):.4f} – {max(ratios):.3f})" if ratios else "-"
    bound = f"{np.median(gaps):.1f} % (of {told})" if gaps else "-"
    many = " , ".join(f"{value:.1f}" for value in np.mean(grids, axis=0)) if grids else "-"
    say(f"| {peer} | {good}/{len(cases)} | {good}/{possible} | {beyond} | {many} | {middle} | {len(behind)} | {bound} "
        f"| {f'{np.mean(cuts):.2f}' if cuts else '-'} | {np.median(used):.3f}, {np.mean(used):.3f} |")  # fmt: skip
    for name in behind:
        print(f"  ours behind {peer}: {name}", file=sys.stderr)


def measure_city(count: int, seed: int, say: Callable[[str], None]) -> None:
    """Divide many communities in two processes; print seconds, how many are lawful, and the memory."""
    problems = list(city(seed, count))
    watch = Watch()
    watch.start()
    begun = time.monotonic()
    plans = divide_many(problems, processes=2, time_limit_s=60, progress=_progress)
    seconds = time.monotonic() - begun
    watch.over.set()
    watch.join()
    households = sum(int(np.sum(np.asarray(problem.households))) for problem in problems)
    good = sum(lawful(problem, plan.label) for problem, plan in zip(problems, plans, strict=True))
    none = [number for number, plan in enumerate(plans) if not plan.lawful]
    say(
        f"city seed {seed}: {count} communities, {sum(map(len, problems))} buildings, {households} households: "
        f"{seconds:.1f} s by the clock, {sum(watch.seconds.values()):.0f} CPU-s; lawful {good}, none found "
        f"{len(none)} {none[:20]}; memory at most {watch.most / 1024:.0f} MB, all processes together"
    )


def _progress(done: int, total: int) -> None:
    if done % max(1, total // 20) == 0:
        print(f"{done}/{total}", file=sys.stderr, flush=True)


def environment() -> Path:
    """Return the Python of the peers' environment, made on first use."""
    place = ROOT / "var" / "peers"
    python = place / "bin" / "python"
    if not (place / "ready").exists():
        venv.create(place, with_pip=True, clear=True)
        lock = str(ROOT / "requirements" / "peers.txt")
        subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
        (place / "ready").touch()
    return python


if __name__ == "__main__":
    main()
