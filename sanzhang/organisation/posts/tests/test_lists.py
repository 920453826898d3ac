"""Lists at every level: what is vacant and since when, without a query a row."""

from datetime import timedelta

import pytest

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM

DAY = timedelta(days=1)


def names(lines):
    return [line.title for line in lines]


def listed(by, at=MONDAY_9AM, **filters):
    return queries.page_of(queries.listed(by, at, **filters), at).lines


def test_each_level_sees_its_own_area(cast):
    assert names(listed(cast.zhang)) == ["12栋1单元单元长"]
    assert names(listed(cast.wang)) == ["第1网格网格长", "12栋楼栋长", "12栋1单元单元长", "12栋2单元单元长"]
    assert len(listed(cast.liu)) == 8
    assert len(listed(cast.wu)) == 13
    assert listed(cast.stranger) == []


def test_vacancies_come_oldest_first_with_their_age(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)
    found = listed(cast.liu, MONDAY_9AM + 3 * DAY, state="vacant", kind="unit_leader")

    assert names(found)[-1] == "12栋1单元单元长"
    assert found[-1].age == "3 天"
    assert found[-1].vacant_since == MONDAY_9AM


def test_a_tenure_that_runs_out_is_a_vacancy_at_that_instant(cast):
    post = Post.objects.get(place=cast.next_unit)
    until = MONDAY_9AM + 2 * DAY
    actions.seat(post, person=cast.chen, starts_at=MONDAY_9AM, ends_at=until, by=SYSTEM, at=MONDAY_9AM)

    assert post.pk not in {line.post.pk for line in listed(cast.liu, until - DAY, state="vacant")}
    assert post.pk in {line.post.pk for line in listed(cast.liu, until, state="vacant")}
    assert queries.vacant_since([post], until + DAY)[post.pk] == until


def test_states_kinds_and_words_filter(cast):
    actions.seat(
        Post.objects.get(place=cast.next_unit),
        person=cast.chen,
        starts_at=MONDAY_9AM,
        is_acting=True,
        by=SYSTEM,
        at=MONDAY_9AM,
    )
    assert names(listed(cast.liu, state="acting")) == ["12栋2单元单元长"]
    assert names(listed(cast.liu, kind="grid_leader", state="held")) == ["第1网格网格长"]
    assert names(listed(cast.liu, words="20栋 1单元")) == ["20栋1单元单元长"]
    assert names(listed(cast.liu, words="张桂兰")) == ["12栋1单元单元长"]
    assert listed(cast.liu, words="%") == listed(cast.liu, words="\x00'_%") == []
    assert names(listed(cast.li, words="王芳")) == []


def test_pages_follow_one_another_and_lose_nothing(cast):
    for state in ("", "vacant"):
        posts = queries.listed(cast.wu, MONDAY_9AM, state=state)
        whole, after, seen = [post.pk for post in posts], "", []
        while True:
            page = queries.page_of(posts, MONDAY_9AM, after=after, size=3)
            seen += [line.post.pk for line in page.lines]
            after = page.after
            if not after:
                break
        assert seen == whole
    for rubbish in ("x", "~", "~1", "x~1", "2026-13-01~3", "~" + "9" * 40, "a~٣"):
        assert queries.page_of(posts, MONDAY_9AM, after=rubbish).lines is not None


def test_counts_add_up_on_every_level(cast):
    assert queries.counts(cast.wu, MONDAY_9AM) == {
        "grid_leader": (1, 2),
        "building_leader": (1, 2),
        "unit_leader": (2, 3),
    }
    street = queries.levels_below(cast.district, MONDAY_9AM)[0]
    assert (street.place, street.vacant, street.whole) == (cast.street, 4, 7)
    assert queries.vacancies_below([cast.grid, cast.other_grid], MONDAY_9AM) == {
        cast.grid.pk: (1, 4),
        cast.other_grid.pk: (3, 3),
    }
    first, second = queries.tree_of(cast.community, MONDAY_9AM)
    assert (first.vacant, first.whole) == (1, 4)
    assert (second.vacant, second.whole) == (3, 3)
    assert first.below[0].below[1].line.age == "1 个月"
    assert first.below[0].line.tenure.person == cast.li


def test_the_oldest_vacancy_is_named(cast):
    assert queries.oldest_vacancy(cast.liu, MONDAY_9AM).vacant_since == cast.made_at
    assert queries.oldest_vacancy(cast.zhang, MONDAY_9AM) is None


def grow(cast, many):
    for number in range(many):
        unit = territory.add_place(
            cast.building, kind="unit", name=f"{number + 3}单元", by=SYSTEM, at=cast.made_at
        )
        post = actions.open_post(unit, kind="unit_leader", by=SYSTEM, at=cast.made_at)
        if number % 2:
            actions.seat(post, person=cast.chen, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)


def test_no_query_a_row(cast, django_assert_num_queries):
    def all_lists():
        queries.page_of(queries.listed(cast.liu, MONDAY_9AM), MONDAY_9AM)
        queries.tree_of(cast.community, MONDAY_9AM)
        queries.levels_below(cast.street, MONDAY_9AM)
        queries.leaders_of(cast.unit, MONDAY_9AM)

    with django_assert_num_queries(16) as few:
        all_lists()
    grow(cast, 30)
    with django_assert_num_queries(len(few)):
        all_lists()


def test_the_three_above_a_door_are_told_in_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        lines = queries.leaders_of(cast.unit, MONDAY_9AM)
    assert [(line.label, line.person) for line in lines] == [
        ("单元长", cast.zhang),
        ("楼栋长", cast.li),
        ("网格长", cast.wang),
    ]
    assert queries.leaders_of(cast.community, MONDAY_9AM) == []
    vacant = queries.leaders_of(cast.far_unit, MONDAY_9AM)
    assert [line.vacant_since for line in vacant] == [cast.made_at] * 3


def test_one_looks_after_the_persons_of_ones_own_area(cast):
    assert set(queries.persons_in(cast.liu, MONDAY_9AM)) == {cast.zhang, cast.li, cast.wang, cast.liu}
    assert not queries.persons_in(cast.wang, MONDAY_9AM).exists()
    assert not queries.persons_in(cast.stranger, MONDAY_9AM).exists()


def test_any_of_several_community_workers_mans_the_rung(cast):
    second = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    actions.seat(second, person=cast.zhao, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    rungs = queries.manned_rungs(cast.unit.path, MONDAY_9AM, excluding=[cast.liu.pk])
    assert rungs["community_worker"] == cast.community.path
    assert rungs["department_worker"] == cast.district.path
    Person.objects.filter(pk=cast.zhao.pk).update(disabled_at=MONDAY_9AM)
    rungs = queries.manned_rungs(cast.unit.path, MONDAY_9AM, excluding=[cast.liu.pk])
    assert "community_worker" not in rungs


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "不到 1 天"),
        (1, "1 天"),
        (59, "59 天"),
        (60, "1 个月"),
        (400, "13 个月"),
        (740, "2 年"),
        (800, "2 年 2 个月"),
    ],
)
def test_ages_are_told_as_people_say_them(days, words):
    assert rules.spoken_age(MONDAY_10AM - days * DAY, MONDAY_10AM) == words
