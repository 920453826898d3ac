"""Writing is as tight as reading: a community worker enrols into one community and looks after its persons only."""

import pytest

from sanzhang.foundation.people import actions, queries
from sanzhang.foundation.people.models import Consent, Person
from sanzhang.foundation.permission import SYSTEM, NotAllowed, may
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM


@pytest.fixture
def next_door(cast):
    """The community next door, with its own worker and unit leader."""
    cast.next_community = territory.add_place(
        cast.street, kind="community", name="松荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    cast.gao = cast.person("高远", "13800000021")
    chair = posts.open_post(cast.next_community, kind="community_worker", by=SYSTEM, at=cast.made_at)
    posts.seat(chair, person=cast.gao, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return cast


@pytest.mark.parametrize("many", [False, True])
def test_a_worker_enrols_into_the_own_community_only(next_door, many):
    cast = next_door

    def enrol(**where):
        if many:
            return actions.enrol_many([("新人", "13800000031")], by=cast.gao, at=MONDAY_9AM, **where)
        return actions.enrol(name="新人", phone="13800000031", by=cast.gao, at=MONDAY_9AM, **where)

    for where in ({"community_id": cast.community.pk}, {"community_id": None}, {}):
        with pytest.raises(NotAllowed) as refused:
            enrol(**where)
    assert refused.value.words == "人员由本社区的工作者登记。"
    assert not Person.objects.filter(phone_index=cast.gao.phone_index).exclude(pk=cast.gao.pk).exists()

    assert enrol(community_id=cast.next_community.pk)


def test_the_administrator_opens_office_logins_that_belong_to_no_community(cast):
    made = actions.open_login(
        name="新来的", login="xinlai", password="Tongyin-2026-window", by=cast.qian, at=MONDAY_9AM
    )

    assert made.login == "xinlai"
    with pytest.raises(NotAllowed):
        actions.open_login(
            name="冒名", login="maoming", password="Tongyin-2026-window", by=cast.liu, at=MONDAY_9AM
        )


ACTS = {
    "change_phone": lambda person, by: actions.change_phone(
        person, phone="13900000001", by=by, at=MONDAY_9AM
    ),
    "verify_phone": lambda person, by: actions.verify_phone(person, by=by, at=MONDAY_9AM),
    "consent": lambda person, by: actions.consent(person, purpose="plaque.name", by=by, at=MONDAY_9AM),
    "withdraw_consent": lambda person, by: actions.withdraw_consent(
        person, purpose="plaque.name", by=by, at=MONDAY_9AM
    ),
}


@pytest.mark.parametrize("verb", ACTS)
def test_a_neighbours_worker_changes_nothing_of_a_person(next_door, verb):
    cast = next_door
    fields = ("phone_index", "phone_verified_at", "password")
    before = Person.objects.values(*fields).get(pk=cast.zhang.pk)

    with pytest.raises(NotAllowed):
        ACTS[verb](cast.zhang, cast.gao)

    assert Person.objects.values(*fields).get(pk=cast.zhang.pk) == before
    assert not Consent.objects.exists()
    ACTS[verb](cast.zhang, cast.liu)


@pytest.mark.parametrize("verb", ACTS)
def test_who_has_nothing_to_do_with_the_community_is_not_its_to_write_about(cast, verb):
    with pytest.raises(NotAllowed):
        ACTS[verb](cast.stranger, cast.liu)


def test_what_may_be_read_is_what_may_be_written(next_door):
    cast = next_door
    for worker in (cast.liu, cast.gao, cast.sun, cast.zhang):
        seen = set(queries.visible_to(worker, MONDAY_10AM).values_list("pk", flat=True))
        for person in Person.objects.all():
            for action in ("people.look", "people.verify_phone"):
                is_own = action == "people.look" and person.pk == worker.pk
                assert may(worker, action, person, at=MONDAY_10AM) == (is_own or person.pk in seen)


def test_seated_for_a_day_to_come_one_is_looked_after_from_now_on(next_door):
    cast = next_door
    vacant = posts.open_post(cast.next_unit, kind="unit_leader", by=SYSTEM, at=MONDAY_9AM)
    assert not may(cast.liu, "people.consent", cast.stranger, at=MONDAY_9AM)

    posts.seat(vacant, person=cast.stranger, starts_at=MONDAY_10AM, by=cast.liu, at=MONDAY_9AM)

    assert may(cast.liu, "people.consent", cast.stranger, at=MONDAY_9AM)
    assert not may(cast.gao, "people.consent", cast.stranger, at=MONDAY_9AM)
