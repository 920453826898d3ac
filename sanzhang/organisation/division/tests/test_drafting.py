"""The worker makes several plans with progress; the rest is solved again around what is locked."""

import pytest

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.jobs.models import Job
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Change, Draft, Option
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM

BOUNDS = {"fewest": 20, "most": 46}


def started(world, **more):
    return actions.start_draft(world.community, by=world.liu, at=MONDAY_9AM, **(BOUNDS | more))


def made(world, **more):
    """Return a draft with its options, as the worker leaves it."""
    draft = started(world, **more)
    world.work(MONDAY_10AM)
    return Draft.objects.get(pk=draft.pk)


def options_of(draft):
    return list(Option.objects.filter(draft=draft).order_by("order"))


def test_the_worker_makes_several_options_with_progress(world):
    draft = started(world)
    job = queries.job_of(draft)
    assert (draft.state, job.title, job.total) == ("drafting", "桐荫社区第1稿:计算网格划分方案", 4)

    world.work(MONDAY_10AM)

    draft, options = Draft.objects.get(pk=draft.pk), options_of(draft)
    assert draft.state == "ready"
    assert options[0].name.startswith("均衡方案")
    assert len(options) > 1
    assert len({world.drawn(option) for option in options}) == len(options)
    job = Job.objects.get(pk=draft.job)
    assert (job.state, job.done, job.link) == ("done", 4, f"/division/draft/{draft.pk}/")
    entry = Entry.objects.get(action="division.solved")
    assert (entry.actor, entry.facts["lawful"]) == ("system", True)


def test_every_option_is_lawful_proved_and_keeps_what_the_solver_said(world):
    for option in options_of(made(world)):
        state = queries.state_of(option)
        assert option.is_lawful
        assert state.is_lawful
        assert all(20 <= line.households <= 46 and line.is_connected for line in state.grids)
        assert sum(line.households for line in state.grids) == 66
        assert option.status in ("optimal", "feasible")
        assert option.objective == pytest.approx(state.objective)
        assert option.lower_bound <= option.objective * (1 + 1e-9)
        assert 0 <= option.gap <= 1
        assert set(option.parts) == set(state.parts)
        assert option.proved_grids == len(state.grids)


def test_few_changes_change_fewer_households_than_any_other(world):
    options = {option.name: option for option in options_of(made(world))}
    moved = {name: queries.comparison_of(option).moved_households for name, option in options.items()}
    few = next(name for name in moved if "少变动" in name)
    assert moved[few] == min(count for name, count in moved.items() if "个网格" not in name)


def test_the_same_seed_gives_the_same_options(world):
    first, second = (
        [(option.name, world.drawn(option)) for option in options_of(made(world, seed=5))] for _ in range(2)
    )
    assert first == second


def test_where_no_lawful_plan_exists_the_nearest_is_kept_with_reasons(world):
    draft = made(world, fewest=35, most=40)

    (option,) = options_of(draft)
    assert (option.name, option.status, option.is_lawful) == ("最接近规定的方案", "infeasible", False)
    assert option.reasons
    assert all(reason["words"] for reason in option.reasons)
    assert option.breaches
    assert option.gap is None
    assert "没有完全符合规定" in Job.objects.get(pk=draft.job).words
    assert not queries.state_of(option).is_lawful


def test_a_number_of_grids_can_be_asked_for(world):
    draft = made(world, wished_grids=3, fewest=18)
    assert all(len(set(world.drawn(option))) == 3 for option in options_of(draft))


def test_a_number_that_can_not_be_made_is_answered_with_reasons_and_with_one_that_can(world):
    *lawful, asked = options_of(made(world, wished_grids=3))
    assert all(option.is_lawful for option in lawful)
    assert lawful
    assert (asked.name, asked.is_lawful) == ("3 个网格(最接近的)", False)
    assert asked.reasons


def test_grids_that_shall_stay_are_kept_exactly(world):
    draft = made(world, kept_grids=[world.grid.pk])
    for option in options_of(draft):
        drawn = world.drawn(option)
        assert len(set(drawn[:5])) == 1
        assert drawn[0] not in drawn[5:]


def test_what_is_locked_stays_and_the_rest_is_solved_again(world):
    option = options_of(made(world))[0]
    before = world.drawn(option)
    other = next(sign for sign in sorted(set(before)) if sign != before[0])
    actions.move_buildings(option, buildings=[world.building.pk], to=int(other), by=world.liu, at=MONDAY_10AM)
    actions.lock(option, buildings=[world.building.pk], by=world.liu, at=MONDAY_10AM)

    actions.solve_rest(world.option(option), by=world.liu, at=MONDAY_10AM)
    world.work(MONDAY_10AM)

    option = world.option(option)
    job = queries.job_of(option)
    assert job.state == "done", job.words
    assert queries.numbers_of(option)[world.building.pk] == int(other)
    assert option.is_lawful
    assert queries.state_of(option).is_lawful
    assert option.objective == pytest.approx(queries.state_of(option).objective)
    while Change.objects.filter(option=option, undone_at=None).exists():
        actions.undo(option, by=world.liu, at=MONDAY_10AM)
    assert world.drawn(option) == before


def test_the_rest_is_not_kept_if_somebody_moved_a_building_meanwhile(world):
    option = options_of(made(world))[0]
    asked = actions.solve_rest(option, by=world.liu, at=MONDAY_10AM)
    other = next(sign for sign in "12" if sign != world.drawn(option)[4])
    actions.move_buildings(
        asked, buildings=[world.buildings[4].pk], to=int(other), by=world.liu, at=MONDAY_10AM
    )
    drawn = world.drawn(option)
    world.work(MONDAY_10AM)

    job = queries.job_of(world.option(option))
    assert (job.state, world.drawn(option)) == ("failed", drawn)
    assert "刚才有人改了" in job.words


def test_locks_that_no_plan_can_keep_are_told_and_nothing_changes(world):
    option = options_of(made(world))[0]
    corners = [world.buildings[one].pk for one in (0, 4, 5, 9)]
    target = int(world.drawn(option)[0])
    moving = [pk for pk in corners if queries.numbers_of(option)[pk] != target]
    actions.move_buildings(option, buildings=moving, to=target, by=world.liu, at=MONDAY_10AM)
    actions.lock(world.option(option), grids=[target], by=world.liu, at=MONDAY_10AM)
    drawn = world.drawn(option)
    asked = actions.solve_rest(world.option(option), by=world.liu, at=MONDAY_10AM)
    world.work(MONDAY_10AM)

    job = queries.job_of(asked)
    if job.state == "failed":
        assert "没有符合规定的方案" in job.words
        assert world.drawn(option) == drawn
    else:
        assert queries.state_of(world.option(option)).is_lawful


def test_only_the_community_begins_a_draft_and_wishes_are_checked(world):
    for person in (world.stranger, world.wang, world.sun, world.wu):
        with pytest.raises(NotAllowed):
            actions.start_draft(world.community, by=person, at=MONDAY_9AM)
    for wrong in (
        {"weights": {"moved": -1}},
        {"weights": {"beauty": 1}},
        {"wished_grids": 0},
        {"wished_grids": 11},
        {"fewest": 50},
    ):
        with pytest.raises(actions.NotPossible):
            started(world, **wrong)
    assert not Draft.objects.exists()


def test_a_draft_withdrawn_while_it_was_solved_stays_withdrawn(world):
    draft = started(world)
    actions.withdraw(draft, by=world.liu, at=MONDAY_9AM)
    world.work(MONDAY_10AM)
    draft.refresh_from_db()
    assert (draft.state, Option.objects.count()) == ("withdrawn", 0)


def test_work_that_is_cancelled_ends_the_draft(world):
    draft = started(world)
    jobs.cancel(queries.job_of(draft), by=world.liu, at=MONDAY_9AM)
    world.work(MONDAY_10AM)
    draft.refresh_from_db()
    assert (draft.state, draft.trouble) == ("withdrawn", "计算被取消了。")


def test_a_draft_that_came_back_is_begun_again_with_the_same_wishes(world):
    first = made(world, wished_grids=3, fewest=18, weights={"moved": 5}, seed=7)
    territory.add_place(world.grid, kind="building", name="30栋", by=SYSTEM, at=MONDAY_10AM)

    again = actions.start_again(first, by=world.liu, at=MONDAY_10AM)

    assert (again.number, again.wished_grids, again.fewest, again.weights, again.seed) == (
        2,
        3,
        18,
        {"moved": 5},
        7,
    )
    assert len(again.base) == 11
    with pytest.raises(NotAllowed):
        actions.start_again(first, by=world.sun, at=MONDAY_10AM)


def test_the_households_that_move_are_the_same_in_the_rules_and_in_the_table(world):
    for rows in ("1111122222", "1111222233", "2222211111", "1212121212"):
        option = world.propose(rows)
        state = queries.state_of(option)
        told = next(rule for rule in state.rules if rule.code == "moved")
        assert told.number == queries.comparison_of(option).moved_households


def test_a_draft_whose_work_broke_down_does_not_stay_in_the_making(world):
    draft = started(world)
    Job.objects.filter(pk=draft.job).update(state="failed")

    for _ in range(2):
        run_due(MONDAY_10AM)

    draft.refresh_from_db()
    assert (draft.state, "再起草" in draft.trouble) == ("withdrawn", True)
    assert Entry.objects.filter(action="division.given_up").count() == 1
