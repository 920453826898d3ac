"""Bodies of the party and who sits in them (§3.1)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions as known
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Body, BodyFigures, BodySeat
from sanzhang.organisation.posts.tests.bodies import add_estate, note, open_branch, open_party, put
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

TODAY = timezone.localdate(MONDAY_9AM)
WEDNESDAY = MONDAY_9AM + timedelta(days=2)


@pytest.fixture
def estate(cast):
    return add_estate(cast, cast.building)


@pytest.fixture
def branch(cast, estate):
    return open_branch(cast, estate)


def sit(cast, body, person, role="member", *, at=MONDAY_9AM, **more):
    return actions.seat_in_body(body, person=person, role=role, by=cast.liu, at=at, **more)


def told(body):
    return list(
        Entry.objects.filter(action__startswith="body.").order_by("id").values_list("action", flat=True)
    )


# bodies


def test_an_estate_has_one_branch_and_a_community_one_party_organisation(cast, estate):
    branch, party = open_branch(cast, estate), open_party(cast)

    assert (branch.name, party.name) == ("桐荫家园党支部", "桐荫社区党组织")
    with pytest.raises(actions.NotPossible, match="已经登记"):
        open_branch(cast, estate)
    with pytest.raises(actions.NotPossible, match="已经登记"):
        open_party(cast)
    assert [one.pk for one in queries.open_bodies(cast.community)] == [party.pk, branch.pk]
    assert told(branch) == ["body.opened", "body.opened"]


def test_a_branch_needs_an_open_estate_of_its_community(cast, estate):
    other = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    for community, place in ((other, estate), (cast.community, None), (cast.community, cast.grid)):
        with pytest.raises(actions.NotPossible, match="选本社区的一个小区"):
            actions.open_body(community, kind="estate_branch", estate=place, by=SYSTEM, at=MONDAY_9AM)


def test_only_the_community_keeps_its_bodies(cast, estate, branch):
    for who in (cast.sun, cast.wang, cast.zhang, cast.stranger, cast.wu):
        with pytest.raises(NotAllowed):
            open_party(cast, by=who)
        with pytest.raises(NotAllowed):
            actions.seat_in_body(branch, person=cast.zhang, role="member", by=who, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.rename_body(branch, name="党委", by=who, at=MONDAY_9AM)


def test_a_body_gets_another_name_and_keeps_it(cast, branch):
    actions.rename_body(branch, name=" 桐荫家园 联合党支部 ", by=cast.liu, at=MONDAY_9AM)

    assert Body.objects.get().name == "桐荫家园联合党支部"
    with pytest.raises(actions.NotPossible, match="写名称"):
        actions.rename_body(branch, name="  ", by=cast.liu, at=MONDAY_9AM)


def test_a_closed_body_ends_its_seats_and_another_may_be_opened(cast, estate, branch):
    seat = sit(cast, branch, cast.li)

    actions.close_body(branch, by=cast.liu, at=TUESDAY_9AM)

    seat.refresh_from_db()
    assert seat.ends_on == timezone.localdate(TUESDAY_9AM)
    assert queries.invited_to(branch, TUESDAY_9AM) == []
    with pytest.raises(actions.NotPossible, match="已经撤销"):
        sit(cast, branch, cast.zhang, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="已经撤销"):
        actions.close_body(branch, by=cast.liu, at=TUESDAY_9AM)
    open_branch(cast, estate, at=TUESDAY_9AM)


# seats


def test_somebody_is_entered_from_an_existing_list_by_name_and_number(cast, branch):
    again = actions.enter_in_body(
        branch, name="张桂兰", phone="13800000001", role="deputy", by=cast.liu, at=MONDAY_9AM
    )
    new = actions.enter_in_body(
        branch,
        name="许文博",
        phone="13800000031",
        role="secretary",
        starts_on=date(2023, 5, 1),
        by=cast.liu,
        at=MONDAY_9AM,
    )

    assert again.person == cast.zhang
    assert new.person.phone_verified_at is None
    assert [one.person.name for one in queries.members_of_body(branch, MONDAY_9AM)] == ["许文博", "张桂兰"]
    assert queries.body_roles_of(cast.zhang, MONDAY_9AM) == ["桐荫家园党支部副书记"]
    assert new.person in people.visible_to(cast.liu, MONDAY_9AM)  # so that the number can be checked
    assert new.person not in people.visible_to(cast.sun, MONDAY_9AM)
    known.verify_phone(new.person, by=cast.liu, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("role", "starts_on", "words"),
    [
        ("part_time_member", None, "没有“兼职委员”"),
        ("king", None, "没有“king”"),
        ("member", TODAY + timedelta(days=1), "还没有到"),
    ],
)
def test_what_a_body_does_not_have_is_refused_in_words(cast, branch, role, starts_on, words):
    with pytest.raises(actions.NotPossible, match=words):
        sit(cast, branch, cast.li, role, starts_on=starts_on)


def test_nobody_sits_twice_in_a_body_on_one_day(cast, branch):
    seat = sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=90))
    with pytest.raises(actions.NotPossible, match="已经在"):
        sit(cast, branch, cast.li)
    actions.end_body_seat(seat, on=TODAY - timedelta(days=30), by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="已经在"):
        sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=31))
    sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=30))
    assert BodySeat.objects.count() == 2


def test_a_body_has_one_secretary_and_the_database_says_so(cast, branch):
    sit(cast, branch, cast.li, "secretary")
    with pytest.raises(actions.NotPossible, match="已经有书记"):
        sit(cast, branch, cast.zhang, "secretary")
    second = sit(cast, branch, cast.zhang)
    with pytest.raises(actions.NotPossible, match="已经有书记"):
        actions.change_body_role(second, role="secretary", by=cast.liu, at=MONDAY_9AM)
    second.refresh_from_db()
    assert second.ends_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        BodySeat.objects.filter(pk=second.pk).update(role="secretary")


def test_another_role_ends_one_row_and_begins_the_next(cast, branch):
    seat = sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=10))

    made = actions.change_body_role(seat, role="secretary", by=cast.liu, at=MONDAY_9AM)

    seat.refresh_from_db()
    assert (seat.ends_on, made.starts_on, made.ends_on) == (TODAY, TODAY, None)
    assert [one.role for one in queries.members_of_body(branch, MONDAY_9AM)] == ["secretary"]
    assert [one.role for one in queries.body_history(branch, MONDAY_9AM)] == ["member"]
    for act in (actions.cancel_body_seat, actions.take_back_body_end):
        with pytest.raises(actions.NotPossible):
            act(made if act is actions.cancel_body_seat else seat, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="没有变"):
        actions.change_body_role(made, role="secretary", by=cast.liu, at=MONDAY_9AM)


def test_what_was_entered_wrongly_is_taken_back_within_a_day(cast, branch):
    seat = sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=900))
    late = sit(cast, branch, cast.zhang)

    actions.cancel_body_seat(seat, by=cast.liu, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="超过一天"):
        actions.cancel_body_seat(late, by=cast.liu, at=WEDNESDAY)

    assert [one.person for one in queries.members_of_body(branch, WEDNESDAY)] == [cast.zhang]
    assert queries.body_history(branch, WEDNESDAY) == []
    with pytest.raises(actions.NotPossible, match="已经结束"):
        actions.cancel_body_seat(seat, by=cast.liu, at=TUESDAY_9AM)


def test_an_end_is_taken_back_within_a_day(cast, branch):
    seat = sit(cast, branch, cast.li)
    actions.end_body_seat(seat, words="换届", by=cast.liu, at=MONDAY_10AM)
    assert queries.members_of_body(branch, MONDAY_10AM) == []

    actions.take_back_body_end(seat, by=cast.liu, at=MONDAY_10AM)
    assert [one.person for one in queries.members_of_body(branch, MONDAY_10AM)] == [cast.li]

    actions.end_body_seat(seat, by=cast.liu, at=TUESDAY_9AM)
    sit(cast, branch, cast.li, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="另外登记"):
        actions.take_back_body_end(seat, by=cast.liu, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="早于"):
        actions.end_body_seat(BodySeat.objects.get(ends_on=None), on=TODAY, by=cast.liu, at=TUESDAY_9AM)


# who leads no longer


def test_a_seat_outlives_the_post_and_waits_for_a_decision(cast, branch):
    seat = sit(cast, branch, cast.li, starts_on=TODAY - timedelta(days=10))
    assert queries.no_longer_leading(cast.community, MONDAY_9AM) == []

    cast.vacate("building_leader", at=MONDAY_10AM)

    found = queries.no_longer_leading(cast.community, MONDAY_10AM)
    assert [(one.seat, one.title, one.left_at) for one in found] == [(seat, "12栋楼栋长", MONDAY_10AM)]
    assert queries.members_of_body(branch, TUESDAY_9AM) == [seat]
    actions.keep_in_body(seat, by=cast.liu, at=TUESDAY_9AM)
    assert queries.no_longer_leading(cast.community, WEDNESDAY) == []


def test_who_leads_again_or_never_led_is_not_asked_about(cast, branch):
    sit(cast, branch, cast.li)
    sit(cast, branch, cast.chen)
    cast.vacate("building_leader", at=MONDAY_10AM)
    assert [one.seat.person for one in queries.no_longer_leading(cast.community, MONDAY_10AM)] == [cast.li]

    put(cast, cast.next_unit, "unit_leader", cast.li, at=TUESDAY_9AM)

    assert queries.no_longer_leading(cast.community, MONDAY_10AM) == []  # it is arranged that he leads again
    assert queries.no_longer_leading(cast.community, TUESDAY_9AM) == []


# figures


def test_a_community_is_counted_for_wider_levels_without_a_name(cast, estate, branch):
    note(cast.building_post, cast.li, "old_party_member")
    note(cast.unit_post, cast.zhang, "volunteer")
    note(cast.grid_post, cast.wang, "serving_party_member", "two_committees")
    sit(cast, branch, cast.li)

    actions.count_bodies(cast.community, by=SYSTEM, at=MONDAY_9AM)
    actions.count_bodies(cast.community, by=SYSTEM, at=MONDAY_10AM)

    one = BodyFigures.objects.get()
    assert (one.estates, one.branches, one.leaders, one.party_members, one.seated) == (1, 1, 3, 2, 1)
    level = queries.body_levels([cast.street])[0]
    assert (level.branch_share, level.seat_share, level.counted) == ("100%", "50%", 1)
    with pytest.raises(NotAllowed):
        actions.count_bodies(cast.community, by=cast.liu, at=MONDAY_9AM)
