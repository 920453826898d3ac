"""Other libraries at the same task, in an environment of their own; `benchmarks.division` starts this as a process.

Reads instances as JSON from standard input, one list; writes one line of JSON an instance: its tries (labels, those
within the bounds if there are any) and CPU seconds. Each peer is used as its documentation recommends, is told our
number of grids, and may go on for `budget` CPU seconds. `benchmarks.division` keeps the best try by our objective,
at no cost to the peer, so that no peer is worse off for its random start or for not knowing the objective.
"""

import json
import random
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from functools import partial

import numpy as np

warnings.filterwarnings("ignore")
TRIES, STEPS = 10, 200


def fits(one: dict, label: np.ndarray) -> bool:
    """Return whether every grid lies within the bounds."""
    sums = np.bincount(label, one["households"])
    return bool(((sums >= one["lo"]) & (sums <= one["hi"])).all())


def neighbours(one: dict) -> list[list[int]]:
    """Return the neighbours of each building."""
    found: list[list[int]] = [[] for _ in one["households"]]
    for a, b in one["edges"]:
        found[a].append(b)
        found[b].append(a)
    return found


def metis(one: dict) -> Iterator[np.ndarray]:
    """Divide with METIS: contiguous, weights, the imbalance that the upper bound allows, then tighter ones."""
    import pymetis

    loose = max(1.0, 1000 * (one["hi"] * one["k"] / sum(one["households"]) - 1))
    for seed in range(TRIES):
        options = pymetis.Options(contig=1, ufactor=max(1, int(loose / (1, 2, 4)[seed % 3])), seed=seed)
        _, label = pymetis.part_graph(
            one["k"], neighbours(one), vweights=one["households"], options=options, recursive=False
        )
        yield np.array(label)


def k_means(one: dict) -> Iterator[np.ndarray]:
    """Divide with constrained k-means: it bounds the number of buildings, so the bounds go by the usual building."""
    from k_means_constrained import KMeansConstrained

    usual, n, k = np.mean(one["households"]), len(one["households"]), one["k"]
    low, high = max(1, min(int(one["lo"] / usual) + 1, n // k)), max(int(one["hi"] / usual), -(-n // k))
    points = np.column_stack([one["x"], one["y"]])
    for seed in range(TRIES):
        model = KMeansConstrained(n_clusters=k, size_min=low, size_max=high, random_state=seed, n_init=1)
        yield np.array(model.fit_predict(points))


def recom(one: dict) -> Iterator[np.ndarray]:
    """Divide with GerryChain: a chain of recombinations within the bounds, each plan a try."""
    import networkx as nx
    from gerrychain import Graph, MarkovChain, Partition, accept, constraints, updaters
    from gerrychain.partition import recursive_tree_part
    from gerrychain.proposals import recom as step

    random.seed(0)
    net = nx.Graph()
    for number, households in enumerate(one["households"]):
        net.add_node(number, households=int(households))
    net.add_edges_from(one["edges"])
    goal = sum(one["households"]) / one["k"]
    loose = min(1 - one["lo"] / goal, one["hi"] / goal - 1)
    graph = Graph.from_networkx(net)
    first = recursive_tree_part(graph, range(one["k"]), goal, "households", loose)
    start = Partition(graph, first, {"households": updaters.Tally("households")})
    chain = MarkovChain(
        proposal_fn=partial(step, pop_col="households", pop_target=goal, epsilon=loose, node_repeats=0),
        constraints=[constraints.within_percent_of_ideal_population(start, loose, "households")],
        acceptance_fn=accept.always_accept,
        initial_partition=start,
        total_steps=STEPS,
    )
    for plan in chain:
        yield np.array([plan.assignment[node] for node in range(len(one["households"]))])


def _frame(one: dict):
    import geopandas
    from libpysal.weights import W
    from shapely import points

    table = geopandas.GeoDataFrame(
        {"households": one["households"], "x": one["x"], "y": one["y"], "one": 1},
        geometry=list(points(one["x"], one["y"])),
    )
    return table, W(dict(enumerate(neighbours(one))), silence_warnings=True)


def max_p(one: dict) -> Iterator[np.ndarray]:
    """Divide with spopt's max-p regions: at least `lo` households each; it has no upper bound."""
    from spopt.region import MaxPHeuristic

    table, links = _frame(one)
    for seed in range(3):
        np.random.seed(seed)
        random.seed(seed)
        model = MaxPHeuristic(
            table, links, ["x", "y"], "households", one["lo"], 2, max_iterations_construction=99
        )
        model.solve()
        yield np.unique(model.labels_, return_inverse=True)[1].ravel()


def region_k_means(one: dict) -> Iterator[np.ndarray]:
    """Divide with spopt's regional k-means: connected, without bounds."""
    from spopt.region import RegionKMeansHeuristic

    _, links = _frame(one)
    for seed in range(TRIES):
        model = RegionKMeansHeuristic(np.column_stack([one["x"], one["y"]]), one["k"], links, seed=seed)
        model.solve()
        yield np.array(model.labels_)


PEERS = {
    "METIS": metis,
    "k-means-constrained": k_means,
    "ReCom": recom,
    "max-p": max_p,
    "region-k-means": region_k_means,
}


def tries(peer: str, one: dict, budget: float) -> list[list[int]]:
    """Return the different tries of a peer within its CPU seconds: those within the bounds, or else the first."""
    found: dict[tuple[int, ...], bool] = {}
    signal.setitimer(signal.ITIMER_PROF, budget)
    try:
        for label in PEERS[peer](one):
            found[tuple(label.tolist())] = fits(one, label)
    except Exception as fault:  # a peer that fails or runs out of time keeps what it had
        print(f"{peer}: {type(fault).__name__}: {fault}"[:200], file=sys.stderr)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return [list(label) for label, good in found.items() if good] or [list(label) for label in found][:1]


def _over(*_: object) -> None:
    raise TimeoutError("out of CPU seconds")


def main() -> None:
    """Solve every instance with the peer named in the first argument, each within the seconds of the second."""
    peer, budget = sys.argv[1], float(sys.argv[2])
    signal.signal(signal.SIGPROF, _over)
    instances = json.load(sys.stdin)
    tries(peer, instances[0], budget)  # imports and first compilations don't count
    for one in instances:
        np.random.seed(0)
        begun = time.process_time()
        found = tries(peer, one, budget)
        print(json.dumps([found, time.process_time() - begun]), flush=True)


if __name__ == "__main__":
    main()
