"""Notices reach the households of their area, and can be taken back (§5.1)."""

from datetime import timedelta

import pytest

from sanzhang.duties.notices import actions, queries
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

DAY = timedelta(days=1)


def publish(cast, place=None, *, by=None, **more):
    return actions.publish(
        place=place or cast.grid,
        title="周四停水",
        words="9 点到 12 点。",
        by=by or cast.liu,
        at=MONDAY_9AM,
        **more,
    )


def test_a_notice_reaches_its_area_and_no_other(cast):
    notice = publish(cast)

    assert queries.newest_for(cast.unit, MONDAY_10AM) == [notice]
    assert queries.newest_for(cast.far_unit, MONDAY_10AM) == []


def test_a_notice_ends_at_its_time(cast):
    publish(cast, ends_at=MONDAY_9AM + DAY)

    assert queries.newest_for(cast.unit, MONDAY_10AM)
    assert not queries.newest_for(cast.unit, MONDAY_9AM + DAY)


def test_a_withdrawn_notice_is_gone_from_every_page_but_tells_why(cast, client):
    notice = publish(cast)

    actions.withdraw(notice, words="改到周五", by=cast.liu, at=MONDAY_10AM)

    assert not queries.newest_for(cast.unit, MONDAY_10AM)
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert "改到周五" in page
    assert "9 点到 12 点" not in page


def test_a_notice_is_withdrawn_once(cast):
    notice = publish(cast)
    actions.withdraw(notice, words="改到周五", by=cast.liu, at=MONDAY_10AM)

    with pytest.raises(actions.AlreadyWithdrawn):
        actions.withdraw(notice, words="改到周六", by=cast.liu, at=MONDAY_10AM)


def test_a_grid_leader_addresses_her_grid_only(cast):
    publish(cast, by=cast.wang)

    with pytest.raises(NotAllowed):
        publish(cast, cast.other_grid, by=cast.wang)
    with pytest.raises(NotAllowed):
        publish(cast, by=cast.zhang)


def test_the_journal_says_who_published(cast):
    notice = publish(cast, by=cast.wang)

    entry = journal.entries_of(notice).get()
    assert entry.action == "notice.published"
    assert entry.actor == f"person:{cast.wang.journal_key}"
