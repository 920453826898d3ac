"""Messages: who has it is told, who reported is told, nobody else, nothing personal in a text."""

import pytest

from sanzhang.duties.matters import actions, rules
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db


def told(template):
    return list(Message.objects.filter(template=template).order_by("id"))


def test_the_holder_is_told_once_and_nothing_personal(cast):
    cast.chen_reports("张三家漏水", contact_phone="13900000000")

    for _ in range(2):
        run_due(MONDAY_9AM)

    (message,) = told("matters.waiting")
    assert message.to == cast.zhang
    assert "张三" not in message.words
    assert "13900000000" not in message.words
    assert "12栋1单元" in message.words


def test_passing_up_tells_the_next(cast):
    matter = cast.chen_reports()
    run_due(MONDAY_9AM)
    actions.pass_up(matter, words="办不了", by=cast.zhang, at=MONDAY_10AM)

    run_due(MONDAY_10AM)

    assert [message.to for message in told("matters.waiting")] == [cast.zhang, cast.li]


def test_an_emergency_is_told_to_community_street_and_department_at_once(cast):
    cast.chen_reports("煤气味", kind=rules.EMERGENCY)

    run_due(MONDAY_9AM)

    assert {message.to for message in told("matters.urgent")} == {cast.liu, cast.sun, cast.zhou}


def test_a_party_is_told_nothing(cast):
    cast.chen_reports("煤气味", kind=rules.EMERGENCY, about=[cast.sun.pk])

    run_due(MONDAY_9AM)

    assert {message.to for message in told("matters.urgent")} == {cast.liu, cast.zhou}


def test_who_left_a_number_is_told_of_the_answer(cast):
    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13900000000")
    actions.answer(matter, ending="solved", words="换好了", by=cast.zhang, at=MONDAY_10AM)

    run_due(MONDAY_10AM)

    (message,) = told("matters.answered")
    assert message.phone == "13900000000"
    assert matter.receipt in message.words
    assert "陈晨" not in message.words


def test_who_left_nothing_is_left_alone(cast):
    matter = cast.chen_reports()
    actions.answer(matter, ending="solved", words="换好了", by=cast.zhang, at=MONDAY_10AM)

    run_due(MONDAY_10AM)

    assert not told("matters.answered")


def test_matters_follow_a_building_to_its_new_grid(cast):
    matter = cast.chen_reports()
    territory.move_building(cast.building, to=cast.other_grid, by=SYSTEM, at=MONDAY_10AM)

    run_due(MONDAY_10AM)

    matter.refresh_from_db()
    cast.unit.refresh_from_db()
    assert matter.path == cast.unit.path
    assert matter.rung_path == cast.unit.path
    assert matter.path.startswith(cast.other_grid.path)
