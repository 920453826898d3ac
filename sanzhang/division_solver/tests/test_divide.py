"""What the solver promises, looked at with code of its own: lists of all divisions, graphs, plain sums (§1.2)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.division_solver import Problem, Weights, adjacency, alternatives, assess, divide, divide_many
from sanzhang.division_solver.tests.instances import best_of_all, cost_of, fits, grids_of, problems

FEW = settings(max_examples=40, deadline=None)


def lattice(seed: int = 0, rows: int = 5, columns: int = 6) -> Problem:
    rng = np.random.default_rng(seed)
    n = rows * columns
    return Problem(
        households=rng.integers(40, 130, n),
        x=[60.0 * (i % columns) + float(rng.normal(0, 4)) for i in range(n)],
        y=[45.0 * (i // columns) + float(rng.normal(0, 4)) for i in range(n)],
        estate=[i // 10 for i in range(n)],
        elderly=rng.integers(5, 40, n).astype(float),
    )


@FEW
@given(problems())
def test_a_lawful_plan_keeps_every_hard_rule(problem: Problem) -> None:
    plan = divide(problem)

    if plan.lawful:
        assert sorted(i for grid in grids_of(plan) for i in grid) == list(range(len(problem)))
        assert all(fits(problem, grid) for grid in grids_of(plan))
        assert [min(grid) for grid in grids_of(plan)] == sorted(min(grid) for grid in grids_of(plan))
        assert not plan.breaches
        assert plan.lower_bound <= plan.objective * (1 + 1e-9)
    else:
        assert plan.reasons
        assert plan.breaches


@FEW
@given(problems())
def test_the_objective_is_what_its_definition_says(problem: Problem) -> None:
    plan = divide(problem)
    estates = np.asarray(problem.estate)
    naive = sum(cost_of(problem, grid, plan.k) for grid in grids_of(plan))
    naive -= 1e6 * len(np.unique(estates[estates >= 0]))

    assert plan.objective == pytest.approx(naive, rel=1e-6, abs=1)
    assert plan.objective == pytest.approx(sum(plan.parts.values()))


@FEW
@given(problems())
def test_a_proved_plan_is_the_best_of_all_divisions(problem: Problem) -> None:
    total = int(np.asarray(problem.households).sum())
    numbers = sorted(range(1, len(problem) + 1), key=lambda k: (abs(total / k - 550), k))
    listed = next(((k, best) for k in numbers if (best := best_of_all(problem, k)) is not None), None)
    plan = divide(problem, proof=True)

    assert plan.lawful == (listed is not None)
    if listed:
        assert (plan.k, plan.status) == (listed[0], "optimal")
        assert plan.objective == pytest.approx(listed[1], rel=1e-6, abs=1)


@pytest.mark.parametrize("seed", range(3))
def test_turning_moving_mirroring_and_renumbering_change_nothing(seed: int) -> None:
    problem = lattice(seed)
    x, y = np.asarray(problem.x), np.asarray(problem.y)
    order = np.random.default_rng(seed).permutation(len(problem))
    place = np.argsort(order)
    renumbered = Problem(
        households=np.asarray(problem.households)[order], x=x[order], y=y[order],
        edges=place[np.asarray(problem.edges)], estate=np.asarray(problem.estate)[order] + 7,
        elderly=np.asarray(problem.elderly)[order],
    )  # fmt: skip
    others = [
        replace(problem, x=x * 0.6 - y * 0.8, y=x * 0.8 + y * 0.6),
        replace(problem, x=x + 1e4, y=y - 3e4),
        replace(problem, x=-x),
        renumbered,
    ]
    plan = divide(problem, proof=True)

    assert plan.status == "optimal"
    for other in others:
        again = divide(other, proof=True)
        assert (again.status, again.k) == (plan.status, plan.k)
        assert again.objective == pytest.approx(plan.objective, rel=1e-6)


def test_one_seed_gives_one_plan() -> None:
    first, second = divide(lattice(), seed=3), divide(lattice(), seed=3)

    assert first.label.tolist() == second.label.tolist()


def test_without_proof_the_plan_is_close_to_the_best() -> None:
    for seed in range(4):
        quick, best = divide(lattice(seed)), divide(lattice(seed), proof=True)
        assert best.status == "optimal"
        assert quick.objective <= best.objective * 1.02


def test_the_number_of_grids_is_the_one_nearest_to_the_mean_and_its_neighbours_are_offered() -> None:
    problem = lattice()
    total = int(np.asarray(problem.households).sum())
    plans = alternatives(problem)

    assert plans[0].k == min(range(1, 9), key=lambda k: abs(total / k - 550))
    assert {plan.k for plan in plans[1:]} <= {plans[0].k - 1, plans[0].k + 1}
    assert divide(replace(problem, grids=plans[-1].k)).k == plans[-1].k


@pytest.mark.parametrize("total", [350, 399, 701, 720, 750, 799])
def test_totals_that_no_number_of_grids_can_hold_are_named(total: int) -> None:
    plan = divide(Problem([total - 200, 200], [0, 50], [0, 0]))

    assert plan.status == "infeasible"
    assert plan.reasons[0].code == "total"
    assert str(total) in plan.reasons[0].words
    assert len(plan.breaches) == 1


@pytest.mark.parametrize("total", [400, 700, 800, 1400])
def test_totals_that_can_be_held_are(total: int) -> None:
    plan = divide(Problem([total // 4] * 4, [0, 50, 100, 150], [0, 0, 0, 0]))

    assert plan.status == "optimal"


def test_a_building_above_the_bound_is_named_and_stands_alone() -> None:
    plan = divide(Problem([300, 900, 300], [0, 50, 25], [0, 0, 40]))

    assert [(reason.code, reason.buildings) for reason in plan.reasons] == [("too_large", (1,))]
    assert plan.label.tolist() == [0, 1, 0]
    assert [(one.rule, one.amount) for one in plan.breaches] == [("many", 200)]


def test_an_island_is_named_and_only_it_breaks_a_rule() -> None:
    plan = divide(Problem([300, 300, 200], [0, 50, 5000], [0, 0, 0]))

    assert [(reason.code, reason.buildings) for reason in plan.reasons] == [("island", (2,))]
    assert plan.label.tolist() == [0, 0, 1]
    assert [(one.grid, one.rule, one.amount) for one in plan.breaches] == [(1, "few", 200)]


def test_pockets_behind_one_building_are_named() -> None:
    plan = divide(Problem([100, 350, 350, 500], [0, 1, 2, 3], [0, 0, 0, 0], edges=[(0, 1), (0, 2), (0, 3)]))

    assert plan.reasons[0].code == "pocket"
    assert plan.reasons[0].buildings == (0, 1, 2)


def test_where_no_arithmetic_shows_it_listing_all_grids_proves_it() -> None:
    plan = divide(
        Problem([450, 350, 450, 350], [0, 1, 0, 1], [0, 0, 1, 1], edges=[(0, 2), (0, 1), (2, 3), (1, 3)])
    )
    ring = Problem(
        [390, 390, 390, 390, 240], range(5), [0] * 5, edges=[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
    )

    assert plan.lawful
    assert divide(ring).reasons[0].code == "none"


def test_locks_are_kept() -> None:
    problem = lattice()
    free = divide(problem)
    locked = np.full(len(problem), -1)
    locked[[0, 1]] = 4
    locked[2] = 9
    plan = divide(replace(problem, locked=locked))
    sealed = np.where(free.label == 1, 5, -1)
    kept = divide(replace(problem, locked=sealed, sealed=frozenset([5])))

    assert plan.lawful
    assert plan.label[0] == plan.label[1] != plan.label[2]
    assert np.flatnonzero(free.label == 1).tolist() in grids_of(kept)


def test_a_lock_goes_before_the_wish_for_whole_estates() -> None:
    two = Problem([450, 450], [0, 50], [0, 0], estate=[0, 0], locked=[0, 1], whole_estates=True)

    assert divide(two).label.tolist() == [0, 1]


def test_a_sealed_grid_in_two_pieces_is_no_lawful_plan() -> None:
    plan = divide(Problem([250, 450, 250], [0, 50, 100], [0] * 3, locked=[0, -1, 0], sealed=frozenset([0])))

    assert not plan.lawful


def test_what_is_given_stays_the_givers() -> None:
    x = np.zeros(2)
    Problem([300, 300], x, x)
    x[0] = 1

    assert x.tolist() == [1, 0]


def test_locks_that_clash_are_named() -> None:
    plan = divide(replace(lattice(), locked=np.zeros(30, int)))

    assert "lock" in [reason.code for reason in plan.reasons]


def test_estates_that_fit_stay_whole_if_asked() -> None:
    problem = replace(lattice(2), estate=[i // 4 for i in range(30)], whole_estates=True)
    plan = divide(problem)

    if plan.lawful:
        assert all(len(set(plan.label[np.asarray(problem.estate) == one])) == 1 for one in range(8))
        assert assess(problem, plan.label).lawful


def test_households_move_less_when_that_is_asked() -> None:
    problem = lattice(1)
    today = divide(replace(problem, hi=900, lo=300, grids=4)).label
    plans = [divide(replace(problem, legacy={"公安": today}, weights=Weights(moved=one))) for one in (0, 20)]
    changed = [
        next(
            rule.number
            for rule in assess(replace(problem, legacy={"公安": today}), plan.label).rules
            if rule.code == "moved"
        )
        for plan in plans
    ]

    assert changed[1] <= changed[0]


@settings(max_examples=40, deadline=None)
@given(problems(), st.data())
def test_any_division_can_be_assessed(problem: Problem, data: st.DataObject) -> None:
    label = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(problem), max_size=len(problem))))
    grids = [np.flatnonzero(label == one).tolist() for one in np.unique(label)]

    assert assess(problem, label).lawful == all(fits(problem, grid) for grid in grids)


def test_many_are_divided_side_by_side_as_one_by_one() -> None:
    problems_of = [lattice(seed) for seed in range(4)]
    told: list[tuple[int, int]] = []
    plans = divide_many(problems_of, processes=2, progress=lambda done, total: told.append((done, total)))

    assert [plan.label.tolist() for plan in plans] == [divide(one).label.tolist() for one in problems_of]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"households": [0, 5]},
        {"x": [1.0]},
        {"y": [float("nan"), 0]},
        {"edges": [(0, 7)]},
        {"lo": 9, "hi": 5},
        {"grids": 3},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|needs|names|can't"):
        Problem(**{"households": [300, 300], "x": [0.0, 1.0], "y": [0.0, 0.0], **wrong})  # type: ignore[arg-type]


def test_neighbours_are_linked_over_short_ways_and_not_over_a_road() -> None:
    x, y = [0, 60, 120, 0, 60, 120], [0, 0, 0, 50, 50, 50]
    road = [(-10, 25), (130, 25)]
    links = {tuple(one) for one in adjacency(x, y, roads=[road]).tolist()}

    assert links == {(0, 1), (1, 2), (3, 4), (4, 5)}


@pytest.mark.parametrize(
    ("x", "y", "links"),
    [([0], [0], 0), ([0, 9], [0, 0], 1), ([5, 5, 5], [1, 1, 1], 2), ([0, 9, 18], [0, 0, 0], 2)],
)
def test_few_points_points_on_a_line_and_equal_points_have_neighbours(
    x: list[float], y: list[float], links: int
) -> None:
    assert len(adjacency(x, y)) == links
