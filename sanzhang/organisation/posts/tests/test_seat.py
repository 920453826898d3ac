"""Seating: who may, whom, when; acting, exceptions, entering for somebody (§2.1)."""

from datetime import timedelta

import pytest

from sanzhang.foundation import permission
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Post, Tenure
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

DAY = timedelta(days=1)


@pytest.fixture
def vacancy(cast):
    return Post.objects.get(place=cast.next_unit, kind="unit_leader")


def seat(post, person, by, *, starts_at=MONDAY_9AM, at=MONDAY_9AM, **more):
    return actions.seat(post, person=person, starts_at=starts_at, by=by, at=at, **more)


def kinds(person, at):
    return [one.kind for one in permission.seats_of(person, at)]


def test_a_community_worker_fills_a_vacancy(cast, vacancy):
    seat(vacancy, cast.chen, cast.liu)

    vacancy.refresh_from_db()
    assert vacancy.vacant_since is None
    assert kinds(cast.chen, MONDAY_9AM) == ["unit_leader"]
    assert permission.seats_of(cast.chen, MONDAY_9AM)[0].title == "12栋2单元单元长"


@pytest.mark.parametrize("who", ["stranger", "zhang", "wang", "sun", "qian", "zheng"])
def test_nobody_else_fills_it(cast, vacancy, who):
    with pytest.raises(NotAllowed):
        seat(vacancy, cast.chen, getattr(cast, who))
    assert not vacancy.tenures.exists()


def test_a_post_that_is_held_is_taken(cast):
    with pytest.raises(actions.PostTaken) as refused:
        seat(cast.unit_post, cast.chen, cast.liu)

    assert refused.value.status == 409
    assert "已经有人" in refused.value.words


def test_a_closed_post_takes_nobody(cast, vacancy):
    Post.objects.filter(pk=vacancy.pk).update(closed_at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible):
        seat(vacancy, cast.chen, cast.liu)


def test_the_journal_says_who_seated_whom_without_a_name(cast, vacancy):
    tenure = seat(vacancy, cast.chen, cast.liu)

    entry = Entry.objects.filter(action="post.seated").latest("id")
    assert (entry.actor, entry.about) == (f"person:{cast.liu.journal_key}", cast.chen.journal_key)
    assert entry.facts["tenure"] == str(tenure.pk)
    assert "陈晨" not in str(entry.facts)
    assert entry.path == cast.next_unit.path


def test_a_seating_ahead_begins_by_itself(cast, vacancy):
    seat(vacancy, cast.chen, cast.liu, starts_at=TUESDAY_9AM)

    assert kinds(cast.chen, TUESDAY_9AM - timedelta(microseconds=1)) == []
    assert kinds(cast.chen, TUESDAY_9AM) == ["unit_leader"]
    vacancy.refresh_from_db()
    assert vacancy.vacant_since == cast.made_at


def test_acting_ends_on_its_day(cast, vacancy):
    seat(vacancy, cast.chen, cast.liu, ends_at=MONDAY_9AM + 30 * DAY, is_acting=True, reason="住院")

    assert permission.seats_of(cast.chen, MONDAY_10AM)[0].title.endswith("(代理)")
    assert kinds(cast.chen, MONDAY_9AM + 30 * DAY) == []
    vacancy.refresh_from_db()
    assert vacancy.vacant_since == MONDAY_9AM + 30 * DAY


def test_a_grid_leader_by_exception_needs_the_reason(cast):
    post = Post.objects.get(place=cast.other_grid, kind="grid_leader")
    with pytest.raises(actions.NotPossible):
        seat(post, cast.chen, cast.liu, way="exception")

    assert seat(post, cast.chen, cast.liu, way="exception", reason="两委成员不足").reason == "两委成员不足"


def test_one_may_type_for_a_leader_and_both_are_kept(cast, vacancy):
    tenure = seat(vacancy, cast.chen, cast.liu, entered_for=cast.wang)

    assert (tenure.seated_by, tenure.entered_for) == (cast.liu, cast.wang)
    assert Entry.objects.latest("id").entered_for == f"person:{cast.wang.journal_key}"


def test_nobody_types_for_a_stranger(cast, vacancy):
    with pytest.raises(actions.NotPossible):
        seat(vacancy, cast.chen, cast.liu, entered_for=cast.stranger)


@pytest.mark.parametrize(
    ("kind", "by", "allowed"),
    [
        ("community_worker", "sun", True),
        ("community_worker", "wu", True),
        ("community_worker", "liu", False),
        ("street_worker", "sun", False),
        ("street_worker", "wu", True),
        ("department_worker", "wu", True),
        ("city_worker", "wu", False),
        ("city_worker", "qian", True),
        ("auditor", "wu", False),
    ],
)
def test_an_office_is_filled_from_above_and_never_by_its_own_level(cast, kind, by, allowed):
    place = {"community": cast.community, "street": cast.street, "department": cast.district}.get(
        kind.partition("_")[0], cast.city
    )
    post = actions.open_post(place, kind=kind, number=2, by=SYSTEM, at=cast.made_at)
    if allowed:
        assert seat(post, cast.chen, getattr(cast, by)).pk
    else:
        with pytest.raises(NotAllowed):
            seat(post, cast.chen, getattr(cast, by))


def test_who_keeps_the_system_never_watches_it(cast):
    post = actions.open_post(cast.city, kind="auditor", number=2, by=SYSTEM, at=cast.made_at)
    with pytest.raises(actions.NotPossible):
        seat(post, cast.qian, SYSTEM)


def test_one_follows_another_at_one_instant(cast):
    actions.replace(
        cast.tenures["unit_leader"], person=cast.chen, from_at=TUESDAY_9AM, by=cast.liu, at=MONDAY_9AM
    )

    assert kinds(cast.zhang, TUESDAY_9AM - timedelta(microseconds=1)) == ["unit_leader"]
    assert kinds(cast.zhang, TUESDAY_9AM) == []
    assert kinds(cast.chen, TUESDAY_9AM) == ["unit_leader"]
    assert queries.who_held(cast.unit_post, MONDAY_9AM).person == cast.zhang
    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since is None


def test_nobody_follows_himself(cast):
    with pytest.raises(actions.NotPossible):
        actions.replace(
            cast.tenures["unit_leader"], person=cast.zhang, from_at=MONDAY_9AM, by=cast.liu, at=MONDAY_9AM
        )
    assert Tenure.objects.filter(post=cast.unit_post).count() == 1


def test_powers_that_sleep_hold_no_seat_and_man_no_rung(cast):
    long_after = MONDAY_9AM + 91 * DAY
    assert kinds(cast.zhang, long_after) == []
    assert "unit_leader" not in queries.manned_rungs(cast.unit.path, long_after)
    assert queries.manned_rungs(cast.unit.path, MONDAY_9AM)["unit_leader"] == cast.unit.path
    assert "unit_leader" not in queries.manned_rungs(cast.unit.path, MONDAY_9AM, excluding=[cast.zhang.pk])
