"""Posts come and go with places (§1.5)."""

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, listen, queries
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM


def test_every_grid_building_and_unit_has_a_post(cast):
    assert Post.objects.filter(community=cast.community, kind__endswith="_leader").count() == 2 + 2 + 3
    assert actions.open_missing(cast.community, by=cast.liu, at=MONDAY_9AM) == 0


def test_opening_twice_opens_once(cast):
    first = actions.open_post(cast.street, kind="street_worker", number=2, by=cast.wu, at=MONDAY_9AM)
    assert actions.open_post(cast.street, kind="street_worker", number=2, by=cast.wu, at=MONDAY_10AM) == first
    assert Entry.objects.filter(action="post.opened", on_id=first.pk).count() == 1


def test_a_stranger_opens_nothing(cast):
    with pytest.raises(NotAllowed):
        actions.open_missing(cast.community, by=cast.stranger, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.open_post(cast.street, kind="street_worker", number=2, by=cast.liu, at=MONDAY_9AM)


def test_a_new_building_shows_its_vacancies(cast):
    territory.add_place(cast.grid, kind="building", name="13栋", by=cast.liu, at=MONDAY_9AM)
    listen.open_posts(Entry.objects.filter(action="place.added").latest("id").pk, MONDAY_10AM)

    post = Post.objects.get(place__name="13栋")
    assert (post.kind, post.vacant_since) == ("building_leader", MONDAY_10AM)
    assert queries.counts(cast.liu, MONDAY_10AM)["building_leader"] == (2, 3)


def test_the_posts_of_a_closed_unit_close_and_are_seen_no_more(cast):
    post = Post.objects.get(place=cast.far_unit)
    territory.close_place(cast.far_unit, by=cast.liu, at=MONDAY_9AM)
    assert queries.counts(cast.liu, MONDAY_9AM)["unit_leader"] == (1, 2)
    listen.close_posts(Entry.objects.get(action="place.closed").pk, MONDAY_10AM)

    post.refresh_from_db()
    assert post.closed_at == MONDAY_10AM
    assert actions.close_with_places(cast.community.pk, by=SYSTEM, at=MONDAY_10AM) == 0


def test_a_closed_place_gives_no_seat_even_before_the_job_ran(cast):
    type(cast.unit).objects.filter(pk=cast.unit.pk).update(closed_on=MONDAY_9AM.date())
    assert queries.seats_of(cast.zhang, MONDAY_9AM) == []
    actions.close_with_places(cast.community.pk, by=SYSTEM, at=MONDAY_9AM)
    assert queries.history(cast.unit_post)[0].end_reason == "place_closed"
