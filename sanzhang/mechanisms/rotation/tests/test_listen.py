"""What happens to homes, posts and people is followed by the worker's jobs (§12)."""

from datetime import date, timedelta

from sanzhang.duties.residents import actions as residents
from sanzhang.duties.residents.models import Home
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Rota
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

NOON = MONDAY_9AM + timedelta(hours=3)


def test_who_moves_out_gives_back_the_months(unit):
    unit.begin("102", "201")
    home = Home.objects.get(person=unit.people["102"])

    residents.move_out(home, by=unit.cast.liu, at=MONDAY_9AM)
    run_due(NOON)

    assert unit.doors() == ["201"] * 6


def test_who_died_before_the_turn_is_given_none(unit):
    unit.begin("102", "201")

    posts.note_death(unit.people["102"], on=date(2026, 11, 22), by=unit.cast.liu, at=MONDAY_9AM)
    run_due(NOON)

    assert unit.doors() == ["201"] * 6
    assert unit.holder(rules.midnight(date(2027, 1, 1))) == "钱邻居"


def test_a_rota_ends_with_its_unit(unit):
    unit.begin("102", "201")

    unit.cast.vacate("unit_leader", at=MONDAY_9AM)
    territory.close_place(unit.cast.unit, by=unit.cast.liu, at=MONDAY_9AM)
    run_due(NOON)

    assert Rota.objects.get().ended_at
    assert set(unit.doors()) == {"-"}
