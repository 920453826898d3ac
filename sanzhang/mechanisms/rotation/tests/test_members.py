"""Who joins, who is found able, in which order (§12)."""

import pytest

from sanzhang.foundation.permission import NotAllowed
from sanzhang.mechanisms.rotation import actions, queries, rules
from sanzhang.mechanisms.rotation.actions import NotPossible
from sanzhang.mechanisms.rotation.models import Member
from sanzhang.mechanisms.rotation.tests.conftest import Unit
from tests.times import MONDAY_9AM


def test_one_joins_for_the_own_household_only(unit):
    cast = unit.cast
    with pytest.raises(NotAllowed):
        actions.join(
            unit.rota,
            household=cast.doors[cast.unit.pk, "301"],
            person=cast.chen,
            by=cast.chen,
            at=MONDAY_9AM,
        )
    with pytest.raises(NotAllowed):
        actions.join(
            unit.rota,
            household=cast.doors[cast.unit.pk, "302"],
            person=cast.chen,
            by=cast.stranger,
            at=MONDAY_9AM,
        )


def test_a_household_joins_once(unit):
    unit.join("302", able=False)

    with pytest.raises(NotPossible, match="报过名"):
        unit.join("302", able=False)


def test_the_worker_enters_whom_he_visited(unit):
    cast = unit.cast
    door = cast.doors[cast.unit.pk, "302"]

    member = actions.join(unit.rota, household=door, person=cast.chen, by=cast.liu, at=MONDAY_9AM)

    assert member.joined_by == cast.liu


def test_another_units_household_can_not_join(unit):
    cast = unit.cast
    with pytest.raises(NotPossible, match="本单元"):
        actions.join(
            unit.rota,
            household=cast.doors[cast.far_unit.pk, "101"],
            person=cast.chen,
            by=cast.liu,
            at=MONDAY_9AM,
        )


def test_able_is_the_workers_word_and_never_ones_own(unit):
    member = unit.join("302", able=False)

    for person in (unit.cast.chen, unit.cast.wang, unit.cast.sun):
        with pytest.raises(NotAllowed):
            actions.confirm_able(member, by=person, at=MONDAY_9AM)
    actions.confirm_able(member, by=unit.cast.liu, at=MONDAY_9AM)

    assert Member.objects.get(pk=member.pk).able_by == unit.cast.liu
    with pytest.raises(NotPossible, match="核对过"):
        actions.confirm_able(member, by=unit.cast.liu, at=MONDAY_9AM)


def test_who_is_declined_may_ask_again(unit):
    member = unit.join("302", able=False)

    with pytest.raises(NotPossible, match="写明"):
        actions.decline(member, words=" ", by=unit.cast.liu, at=MONDAY_9AM)
    actions.decline(member, words="常年在外地", by=unit.cast.liu, at=MONDAY_9AM)

    assert unit.join("302", able=False).pk != member.pk


def test_the_lot_is_kept_and_anyone_draws_the_same(cast):
    unit = Unit(cast, order=rules.LOT)
    for number in ("102", "201", "202", "301"):
        unit.join(number)

    rota = actions.draw(unit.rota, by=cast.liu, at=MONDAY_9AM)

    order = [member.household.number for member in queries.in_order(rota)]
    assert rota.seed
    assert order == rules.drawn(rota.seed, ["301", "202", "201", "102"])
    assert unit.doors()[:4] == order
    with pytest.raises(NotPossible, match="不能再抽"):
        actions.draw(rota, by=cast.liu, at=MONDAY_9AM)


def test_an_order_names_each_able_household_once(unit):
    members = [unit.join(number) for number in ("102", "201")]

    for wrong in (members[:1], []):
        with pytest.raises(NotPossible, match="各写一次"):
            actions.arrange(unit.rota, wrong, by=unit.cast.liu, at=MONDAY_9AM)


def test_a_new_order_gives_the_months_to_come_anew(unit):
    members = unit.begin("102", "201")

    actions.arrange(unit.rota, [members["201"], members["102"]], by=unit.cast.liu, at=MONDAY_9AM)

    assert unit.doors() == ["201", "102"] * 3
