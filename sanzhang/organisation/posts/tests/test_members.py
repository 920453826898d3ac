"""Who serves a grid beside its leader: entered for many grids at once, dated, changed, ended (§1.4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.foundation.records.text import NotAPhone
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.actions import NotPossible, Service
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

TODAY = date(2026, 11, 23)
TOMORROW_9AM = MONDAY_9AM + timedelta(days=1)
BEAT = Service("police", body="桐荫派出所", duty_phone="0431-81230110", duty="治安和走失", topics=("safety",))


def gao(cast, *grids, **more):
    given = {"service": BEAT, "name": "高飞", "phone": "13800002001", "by": cast.liu, "at": MONDAY_9AM}
    return actions.add_to_grids(list(grids or (cast.grid,)), **(given | more))


def water(cast, **more):
    given = {"kind": "water", "name": "", "phone": "", "body": "长春水务", "duty_phone": "0431-96000000"}
    given |= {"duty": "", "topics": ["facility"], "by": cast.liu, "at": MONDAY_9AM}
    return actions.add_member(cast.grid, **(given | more))


def test_one_person_is_entered_for_many_grids_in_one_step(cast):
    gao(cast, cast.grid, cast.other_grid)

    for grid in (cast.grid, cast.other_grid):
        (member,) = queries.members_of(grid, MONDAY_9AM)
        assert (member.person.name, member.kind, member.topics) == ("高飞", "police", ["safety"])
    assert Person.objects.count() == 13
    entry = Entry.objects.get(action="member.added")
    assert entry.facts == {"kind": "police", "grids": [1, 2]}
    assert entry.about == member.person.journal_key


def test_one_grid_may_have_several_of_a_kind(cast):
    gao(cast)
    gao(cast, name="石磊", phone="13800002002")
    assert len(queries.members_of(cast.grid, MONDAY_9AM)) == 2


def test_entered_twice_is_once(cast):
    gao(cast)
    gao(cast, cast.grid, cast.other_grid)
    water(cast)
    water(cast)
    assert GridMember.objects.count() == 3
    assert Person.objects.count() == 13


def test_a_body_without_a_person_needs_a_number_of_its_own_only(cast):
    member = water(cast)
    assert (member.person, member.body, member.duty_phone) == (None, "长春水务", "043196000000")
    handed_over = actions.add_member(
        cast.grid,
        kind="gas",
        name="",
        phone="96777",
        body="燃气公司",
        duty="",
        topics=(),
        by=cast.liu,
        at=MONDAY_9AM,
    )
    assert handed_over.duty_phone == "96777"


def test_a_member_without_a_number_is_the_same_person_in_the_next_grid(cast):
    first = gao(cast, phone="")
    second = gao(cast, cast.other_grid, phone="")
    assert first[0].person == second[0].person


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "mayor"}, "没有这一类成员"),
        ({"kind": "other"}, "请写清楚是什么成员"),
        ({"body": ""}, "请写姓名,或者写单位名称"),
        ({"topics": ["weather"]}, "没有登记过"),
    ],
)
def test_what_is_missing_is_said(cast, given, words):
    with pytest.raises(NotPossible, match=words):
        water(cast, **given)
    assert not GridMember.objects.exists()


def test_a_number_that_is_none_is_refused_before_anybody_is_enrolled(cast):
    with pytest.raises(NotAPhone):
        gao(cast, phone="138")
    assert Person.objects.count() == 12


def test_an_other_member_keeps_its_own_words(cast):
    member = water(cast, kind="other", label="城管队员", body="和润街道城管中队")
    assert member.title == "城管队员"


def test_a_change_begins_a_new_row_and_the_past_stays(cast):
    gao(cast)
    (member,) = queries.members_of(cast.grid, TOMORROW_9AM)
    told = Service("police", body="桐荫派出所", duty_phone="0431-81230111", topics=("safety", "needs"))
    actions.change_members([member], service=told, by=cast.liu, at=TOMORROW_9AM)

    (now,) = queries.members_of(cast.grid, TOMORROW_9AM)
    (before,) = queries.members_of(cast.grid, MONDAY_9AM)
    assert (before.topics, now.topics) == (["safety"], ["safety", "needs"])
    assert (before.ends_on, now.starts_on) == (TODAY + timedelta(days=1),) * 2
    assert queries.member_history(cast.grid, TOMORROW_9AM) == []


def test_a_change_on_the_first_day_leaves_one_valid_row(cast):
    (member,) = gao(cast)
    actions.change_members([member], service=Service("police"), by=cast.liu, at=MONDAY_9AM)
    (now,) = queries.members_of(cast.grid, MONDAY_9AM)
    assert now.body == ""
    assert GridMember.objects.count() == 2


def test_a_member_ends_everywhere_in_one_step_and_stays_in_the_history(cast):
    gao(cast, cast.grid, cast.other_grid)
    members = queries.memberships_of(queries.members_of(cast.grid, TOMORROW_9AM)[0], TOMORROW_9AM)
    actions.end_members(members, by=cast.liu, at=TOMORROW_9AM)

    assert queries.members_of(cast.grid, TOMORROW_9AM) == []
    assert queries.members_of(cast.other_grid, MONDAY_9AM)[0].person.name == "高飞"
    (past,) = queries.member_history(cast.grid, TOMORROW_9AM)
    assert past.get_end_reason_display() == "不再负责这个网格"
    with pytest.raises(NotPossible, match="已经结束"):
        actions.end_members(members, by=cast.liu, at=TOMORROW_9AM)


def test_an_end_on_a_day_to_come_counts_from_that_day(cast):
    (member,) = gao(cast)
    actions.end_members([member], on=TODAY + timedelta(days=1), by=cast.liu, at=MONDAY_9AM)
    assert queries.members_of(cast.grid, MONDAY_9AM)
    assert not queries.members_of(cast.grid, TOMORROW_9AM)
    with pytest.raises(NotPossible, match="已经过去"):
        actions.end_members(gao(cast, cast.other_grid), on=date(2026, 1, 1), by=cast.liu, at=MONDAY_9AM)


def test_only_the_community_enters_members(cast):
    for who in (cast.stranger, cast.wang, cast.zhang, cast.sun, cast.wu, cast.qian):
        with pytest.raises(NotAllowed):
            gao(cast, by=who)
    (member,) = gao(cast)
    for who in (cast.stranger, cast.wang, cast.sun):
        with pytest.raises(NotAllowed):
            actions.end_members([member], by=who, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.change_members([member], service=BEAT, by=who, at=MONDAY_9AM)


def test_the_database_has_the_last_word_on_who_runs_twice(cast):
    (member,) = gao(cast)
    again = GridMember(
        community=cast.community, grid=cast.grid, kind="police", person=member.person, starts_on=TODAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    water(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridMember.objects.bulk_create(
            [
                GridMember(
                    community=cast.community, grid=cast.grid, kind="water", body="长春水务", starts_on=TODAY
                )
            ]
        )


def test_who_begins_on_a_day_to_come_is_not_entered_a_second_time(cast):
    later = TODAY + timedelta(days=3)
    gao(cast, starts_on=later)
    assert queries.members_of(cast.grid, MONDAY_9AM) == []
    with pytest.raises(NotPossible, match="已经登记了同一位民警"):
        gao(cast)
    assert queries.members_of(cast.grid, MONDAY_9AM + timedelta(days=3))


def test_a_closed_grid_and_a_building_take_no_members(cast):
    with pytest.raises(NotPossible):
        gao(cast, cast.building)
    with pytest.raises(NotPossible, match="至少选一个网格"):
        actions.add_to_grids([], service=BEAT, name="高飞", phone="13800002001", by=cast.liu, at=MONDAY_9AM)


def test_a_community_sees_only_its_own_members(cast):
    gao(cast)
    other = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    grid = territory.add_place(other, kind="grid", name="第1网格", by=SYSTEM, at=cast.made_at)
    gao(cast, grid, by=SYSTEM)

    assert queries.members_visible_to(cast.liu, MONDAY_9AM).count() == 1
    assert queries.members_visible_to(cast.wang, MONDAY_9AM).count() == 1
    assert queries.members_visible_to(cast.sun, MONDAY_9AM).count() == 2
    assert queries.members_visible_to(cast.stranger, MONDAY_9AM).count() == 0


def test_consent_goes_into_the_ledger(cast):
    (member,) = gao(cast, shown=("card.name", "card.phone"))
    assert people.consents_of(member.person) == {"card.name", "card.phone"}


def test_a_doubtful_member_is_confirmed(cast):
    member = water(cast, to_check="两个部门的名单不一样")
    actions.confirm_members([member], by=cast.liu, at=MONDAY_9AM)
    assert queries.members_of(cast.grid, MONDAY_9AM)[0].to_check == ""
    assert Entry.objects.filter(action="member.checked").count() == 1
