"""What a plaque says, who may see it, and when it is printed anew (§11)."""

from datetime import timedelta

import pytest

from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.mechanisms.plaques import actions, queries
from sanzhang.mechanisms.plaques.jobs import start_printing
from sanzhang.mechanisms.plaques.models import Print
from tests.times import MONDAY_9AM, MONDAY_10AM

HOUR = timedelta(hours=1)


def face(place):
    return queries.faces_of([place], MONDAY_10AM)[place.id]


def print_all(cast, *, only_changed=False, at=MONDAY_9AM):
    run = actions.ask_print(
        place=cast.grid,
        paper="A4",
        kinds=["grid", "building", "unit"],
        only_changed=only_changed,
        by=cast.liu,
        at=at,
    )
    return actions.print_run(run, by=SYSTEM, at=at)


def test_without_consent_neither_name_nor_phone_is_shown(cast):
    lines = {line.kind: line for line in face(cast.unit).lines}

    assert lines["unit_leader"].name == "已到岗"
    assert lines["unit_leader"].phone == "0431-81234567"


def test_with_consent_name_and_phone_are_shown_each_by_its_own(cast):
    people.consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_9AM)
    named = {line.kind: line for line in face(cast.unit).lines}["unit_leader"]
    people.consent(cast.zhang, purpose="plaque.phone", by=cast.zhang, at=MONDAY_9AM)
    whole = {line.kind: line for line in face(cast.unit).lines}["unit_leader"]

    assert (named.name, named.phone) == ("张桂兰", "0431-81234567")
    assert (whole.name, whole.phone) == ("张桂兰", "138 0000 0001")


def test_a_withdrawn_consent_takes_the_name_off_the_page_at_once(cast, client):
    people.consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_9AM)
    before = client.get(f"/u/{cast.unit.token}/").content.decode()

    people.withdraw_consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_10AM)

    assert "张桂兰" in before
    assert "张桂兰" not in client.get(f"/u/{cast.unit.token}/").content.decode()


def test_a_vacant_post_says_whom_to_ask(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)

    line = {line.kind: line for line in face(cast.unit).lines}["unit_leader"]

    assert (line.name, line.note) == ("空缺", "有事请先找楼栋长")


def test_an_unknown_code_is_not_found_and_a_known_one_forgives_typing(cast, client):
    assert client.get("/u/0000000000/").status_code == 404
    assert client.get(f"/u/{cast.unit.token.lower()}/").status_code == 200


def test_a_print_run_becomes_a_pdf_and_keeps_no_name(cast):
    people.consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_9AM)

    run = print_all(cast)

    from sanzhang.foundation.files import queries as files

    assert files.read(run.stored)[:5] == b"%PDF-"
    assert run.plaques == 4  # the grid, its building, two units
    assert "张桂兰" not in str(list(Print.objects.values_list("said", flat=True)))


def test_only_what_changed_is_printed_again(cast):
    print_all(cast)
    with pytest.raises(actions.NothingToPrint):
        print_all(cast, only_changed=True, at=MONDAY_10AM)

    cast.vacate("unit_leader", at=MONDAY_10AM)
    cast.next_unit.refresh_from_db()

    states = {
        state.place.id: state for state in queries.states_of([cast.unit, cast.next_unit], MONDAY_10AM + HOUR)
    }
    assert states[cast.unit.id].changed == ["单元长"]
    assert states[cast.next_unit.id].changed == []
    assert print_all(cast, only_changed=True, at=MONDAY_10AM + HOUR).plaques == 1


def test_a_second_run_of_the_same_job_prints_nothing_twice(cast):
    run = print_all(cast)

    actions.print_run(run, by=SYSTEM, at=MONDAY_10AM)

    assert Print.objects.filter(run=run).count() == run.plaques


def test_the_worker_prints_and_tells_how_far_it_is(cast):
    run = actions.ask_print(
        place=cast.unit, paper="A3", kinds=["unit"], only_changed=False, by=cast.liu, at=MONDAY_9AM
    )
    start_printing(run, by=cast.liu, at=MONDAY_9AM)

    run_due(MONDAY_10AM)

    run.refresh_from_db()
    assert run.finished_at is not None
    assert run.stored is not None


def test_a_rare_character_is_named_before_printing(cast):
    cast.unit.name = "\U0003ffff单元"  # a sign that no font can have
    cast.unit.save()

    run = actions.ask_print(
        place=cast.unit, paper="A4", kinds=["unit"], only_changed=False, by=cast.liu, at=MONDAY_9AM
    )

    assert "\U0003ffff" in actions.print_run(run, by=SYSTEM, at=MONDAY_9AM).missing[0][1]


def test_a_plaque_hangs_once_and_can_be_taken_down(cast):
    actions.put_up(cast.unit, by=cast.zhang, at=MONDAY_9AM)

    with pytest.raises(actions.AlreadyHangs):
        actions.put_up(cast.unit, by=cast.zhang, at=MONDAY_10AM)
    actions.take_down(cast.unit, by=cast.zhang, at=MONDAY_10AM)
    actions.put_up(cast.unit, by=cast.zhang, at=MONDAY_10AM)

    assert queries.states_of([cast.unit], MONDAY_10AM)[0].hanging.put_up_at == MONDAY_10AM


def test_a_stranger_prints_and_hangs_nothing(cast):
    with pytest.raises(NotAllowed):
        actions.put_up(cast.unit, by=cast.stranger, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.ask_print(
            place=cast.unit, paper="A4", kinds=["unit"], only_changed=False, by=cast.zhang, at=MONDAY_9AM
        )


def test_many_faces_cost_as_few_queries_as_one(cast, django_assert_max_num_queries):
    places = queries.places_with_plaques(cast.community.path)

    with django_assert_max_num_queries(4):
        queries.faces_of(places, MONDAY_10AM)
