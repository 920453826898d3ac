"""§1.2: the communities that the division is measured on are the same by seed, and of the sizes they claim."""

import networkx as nx
import numpy as np
import pytest

from benchmarks.communities import city, communities, community, hdb
from benchmarks.division import PLAIN, lawful
from sanzhang.division_solver import Problem, assess, divide

SAME = ("households", "x", "y", "edges", "estate", "block", "elderly", "renters")


def test_one_seed_gives_the_same_communities_and_another_seed_others():
    once, again, others = communities(3, 7), communities(3, 7), communities(3, 8)
    for one, other in zip(once, again, strict=True):
        assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in SAME)
    assert not np.array_equal(once[0].x, others[0].x)
    assert np.array_equal(next(city(7)).x, once[0].x)


def test_communities_are_of_the_documented_sizes():
    found = communities(150, 1)
    whole = np.array([np.sum(np.asarray(one.households)) for one in found])
    assert whole.min() > 2000 - 60
    assert whole.max() <= 5000
    assert 2700 < whole.mean() < 3100
    assert 46 < np.mean([len(one) for one in found]) < 58
    sizes = [
        np.asarray(one.households)[np.asarray(one.estate) == estate].sum()
        for one in found
        for estate in np.unique(np.asarray(one.estate))
    ]
    assert 480 < np.median(sizes) < 720


@pytest.mark.parametrize("buildings", [40, 120])
def test_a_number_of_buildings_can_be_asked_for(buildings: int):
    assert {len(community(seed, buildings=buildings)) for seed in range(5)} == {buildings}


def test_an_estate_lies_in_one_block_and_a_community_hangs_together():
    for one in communities(20, 3):
        estate, block = np.asarray(one.estate), np.asarray(one.block)
        assert all(len(np.unique(block[estate == number])) == 1 for number in np.unique(estate))
        graph = nx.empty_graph(len(one))
        graph.add_edges_from(np.asarray(one.edges).tolist())
        assert nx.is_connected(graph)
        assert (np.asarray(one.elderly) <= np.asarray(one.households)).all()
        assert (np.asarray(one.renters) <= np.asarray(one.households)).all()


def test_blocks_are_read_by_community(tmp_path):
    names = "east_m,north_m,dwelling_units,rental_units,studio_elderly_units,estate_derived,community_derived"
    table = tmp_path / "blocks.csv"
    table.write_text(f"{names}\n0,0,100,0,20,1,2\n50,0,90,90,,,1\n90,0,80,0,0,1,2\n", encoding="utf-8")
    first, second = hdb(table)
    assert [np.asarray(one.households).tolist() for one in (first, second)] == [[90], [100, 80]]
    assert np.asarray(first.renters).tolist() == [90.0]
    assert np.asarray(second.elderly).tolist() == [20.0, 0.0]


def test_the_benchmark_sees_for_itself_what_is_lawful_and_what_it_costs():
    line = Problem([300] * 4, [0, 10, 20, 30], [0] * 4, edges=[(0, 1), (1, 2), (2, 3)], weights=PLAIN)
    assert lawful(line, np.array([0, 0, 1, 1]))
    assert not lawful(line, np.array([0, 1, 0, 1])), "a grid in two pieces"
    assert not lawful(line, np.array([0, 1, 1, 1])), "too few and too many"
    assert assess(line, np.array([0, 0, 1, 1])).objective == pytest.approx(2 * 600 * 5**2)
    assert lawful(line, divide(line).label)
