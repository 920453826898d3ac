"""On demand: how far an option lies from the best, proved; a better one is put beside it."""

import pytest
import time_machine

from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Option
from tests.times import MONDAY_10AM

BOUNDS = {"fewest": 20, "most": 46}


def proved(world, option):
    """Return the option after the worker has proved what it can, and its job."""
    asked = actions.prove(option, by=world.liu, at=MONDAY_10AM)
    world.work(MONDAY_10AM)
    return world.option(option), queries.job_of(asked)


def test_a_division_by_hand_learns_how_far_it_lies_from_the_best_and_a_better_one_stands_beside_it(world):
    option = world.propose("1222211111", **BOUNDS)
    assert (option.status, option.gap) == ("edited", None)

    option, job = proved(world, option)

    better = Option.objects.filter(draft=option.draft).exclude(pk=option.pk).get()
    assert job.state == "done", job.words
    assert better.name == "手工方案(更好的)"
    assert better.objective < option.objective
    assert option.lower_bound <= better.objective * (1 + 1e-6)
    assert option.gap == pytest.approx((option.objective - option.lower_bound) / option.objective)
    assert "更好的方案" in job.words
    assert queries.state_of(better).is_lawful


def test_the_best_is_proved_to_be_the_best(world):
    first, _ = proved(world, world.propose("1222211111", **BOUNDS))
    best = Option.objects.filter(draft=first.draft).exclude(pk=first.pk).get()

    best, job = proved(world, best)

    assert Option.objects.filter(draft=first.draft).count() == 2
    assert best.status == "optimal"
    assert best.gap == pytest.approx(0, abs=1e-6)
    assert job.words == "已证明这是最好的方案。"


def test_a_proof_of_what_was_moved_meanwhile_is_not_kept(world):
    option = world.propose(**BOUNDS)
    asked = actions.prove(option, by=world.liu, at=MONDAY_10AM)
    actions.move_buildings(asked, buildings=[world.buildings[4].pk], to=2, by=world.liu, at=MONDAY_10AM)
    world.work(MONDAY_10AM)

    assert queries.job_of(asked).state == "failed"
    assert world.option(option).lower_bound is None


def test_what_breaks_a_rule_has_no_best_and_only_the_community_asks(world):
    with pytest.raises(actions.NotPossible, match="不完全符合规定"):
        actions.prove(world.propose("1111111111", **BOUNDS), by=world.liu, at=MONDAY_10AM)
    for person in (world.sun, world.wang, world.stranger):
        with pytest.raises(NotAllowed):
            actions.prove(world.propose(**BOUNDS), by=person, at=MONDAY_10AM)


def test_the_button_is_there_until_it_is_proved_and_the_answer_is_told(world, client):
    option = world.propose("1222211111", **BOUNDS)
    page = f"/division/option/{option.pk}/"
    client.force_login(world.liu)
    with time_machine.travel(MONDAY_10AM, tick=False):
        assert "证明离最好的差多少" in client.get(page).content.decode()
        sent = client.post(f"{page}prove/", {"version": option.version, "idempotency_key": "c" * 32})
        assert (sent.status_code, sent["Location"]) == (302, f"{page}#plan")
        assert "正在证明" in client.get(page).content.decode()
        world.work(MONDAY_10AM)
        shown = client.get(page).content.decode()

    assert "找到了更好的方案“手工方案(更好的)”" in shown
    assert "离最好的最多差" in shown
