"""Counts of posts and vacancies, told from what is noted with each post, agree with the tenures at every instant."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.actions.refusals import NotPossible, PostTaken
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries import counting
from sanzhang.organisation.posts.queries.seats import live
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM

DAY = timedelta(days=1)


def asked_one_by_one(area, at):
    """The oracle: every post of an open place, and whether a tenure runs."""
    found = dict.fromkeys(reversed(rules.LEADERS), (0, 0))
    for chair in Post.objects.filter(closed_at=None, kind__in=rules.LEADERS, place__closed_on=None):
        if chair.place.path.startswith(area):
            empty, whole = found[chair.kind]
            is_held = Tenure.objects.filter(live(at), post=chair).exists()
            found[chair.kind] = (empty + (not is_held), whole + 1)
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["seat", "end", "cancel", "refresh"]),
        st.integers(0, 3),
        st.integers(0, 12),
        st.none() | st.integers(1, 12),
    ),
    max_size=8,
)


def test_whatever_is_done_counts_are_those_of_the_tenures(cast):
    chairs = [cast.unit_post, cast.grid_post, Post.objects.get(place=cast.next_unit), cast.building_post]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def agrees(steps):
        with transaction.atomic():
            live_through(steps)
            transaction.set_rollback(True)

    def live_through(steps):
        for number, (verb, which, begins, lasts) in enumerate(steps):
            now = MONDAY_9AM + number * DAY
            act(verb, chairs[which], now, begins, lasts)
        for days in (len(steps), 9, 14, 25, 40):
            at = MONDAY_9AM + days * DAY
            for area in (cast.city, cast.street, cast.community, cast.grid, cast.building, cast.unit):
                assert queries.counts(cast.wu, at, area=area.path) == asked_one_by_one(area.path, at)

    def act(verb, chair, now, begins, lasts):
        starts_at = now + begins * DAY
        running = Tenure.objects.filter(live(now), post=chair).first()
        try:
            if verb == "seat":
                ends_at = starts_at + lasts * DAY if lasts else None
                actions.seat(chair, person=cast.chen, starts_at=starts_at, ends_at=ends_at, by=SYSTEM, at=now)
            elif verb == "end" and running:
                actions.end_tenure(running, ends_at=starts_at, reason="moved", by=SYSTEM, at=now)
            elif verb == "cancel" and (ahead := Tenure.objects.filter(post=chair, cancelled_at=None).last()):
                actions.cancel(ahead, by=SYSTEM, at=now)
            elif verb == "refresh":
                actions.refresh_vacancies(by=SYSTEM, at=now)
        except (NotPossible, PostTaken):
            pass

    agrees()


def test_a_post_whose_place_is_closed_counts_nowhere(cast):
    Place.objects.filter(pk__in=[cast.next_unit.pk, cast.unit.pk]).update(closed_on=MONDAY_9AM.date())

    for area in ("2201", cast.community.path, cast.grid.path):
        assert queries.counts(cast.wu, MONDAY_9AM, area=area) == asked_one_by_one(area, MONDAY_9AM)


def test_a_seat_that_was_agreed_ends_the_vacancy_at_its_instant_without_any_job(cast):
    chair = Post.objects.get(place=cast.next_unit)
    actions.seat(chair, person=cast.chen, starts_at=MONDAY_9AM + 3 * DAY, by=SYSTEM, at=MONDAY_9AM)

    empty = [
        queries.counts(cast.wu, MONDAY_9AM + hours * DAY / 24, area=cast.next_unit.path)["unit_leader"]
        for hours in (0, 71, 72, 1000)
    ]

    assert empty == [(1, 1), (1, 1), (0, 1), (0, 1)]


@pytest.mark.parametrize("who", ["zhang", "wang", "liu", "sun", "wu", "stranger"])
def test_everybody_counts_the_own_area_only(cast, who):
    person = getattr(cast, who)
    own = {"zhang": cast.unit, "wang": cast.grid, "liu": cast.community, "sun": cast.street, "wu": cast.city}
    nothing = dict.fromkeys(rules.LEADERS, (0, 0))

    for area in ("", cast.city.path, cast.grid.path, cast.other_grid.path):
        told = queries.counts(person, MONDAY_9AM, area=area)
        mine = own[who].path if who in own else "nowhere"
        narrow = max(mine, area, key=len) if mine.startswith(area) or area.startswith(mine) else "nowhere"
        assert told == (asked_one_by_one(narrow, MONDAY_9AM) if who in own else nothing)


def test_counts_of_many_communities_are_kept_until_a_post_is_opened_or_closed(cast, monkeypatch):
    monkeypatch.setattr(counting, "FEW", 0)
    before = queries.counts(cast.wu, MONDAY_9AM)
    assert before == asked_one_by_one("2201", MONDAY_9AM)

    with CaptureQueriesContext(connection) as asked:
        assert queries.counts(cast.wu, MONDAY_9AM) == before
    assert not any("COUNT(*)" in one["sql"] and "vacant_since" not in one["sql"] for one in asked)

    tower = territory.add_place(cast.grid, kind="building", name="30栋", by=SYSTEM, at=MONDAY_9AM)
    actions.open_missing(cast.community, by=SYSTEM, at=MONDAY_9AM)
    assert queries.counts(cast.wu, MONDAY_9AM) == asked_one_by_one("2201", MONDAY_9AM) != before

    Place.objects.filter(pk=tower.pk).update(closed_on=MONDAY_9AM.date())
    assert queries.counts(cast.wu, MONDAY_9AM) == before
    actions.close_with_places(cast.community.pk, by=SYSTEM, at=MONDAY_9AM)
    assert queries.counts(cast.wu, MONDAY_9AM) == before == asked_one_by_one("2201", MONDAY_9AM)
