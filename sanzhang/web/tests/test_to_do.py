"""The desk names what of the life of posts waits for whom, within its queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.organisation.posts import actions as posts
from sanzhang.web.to_do import waiting_for
from tests.times import MONDAY_9AM

MOST_QUERIES = 30


@pytest.fixture
def waiting(cast):
    """A filing that the community worker handed in."""
    post, more = cast.unit_post, {"kind": "standing", "tenure": cast.tenures["unit_leader"]}
    days = {"starts_on": date(2026, 9, 24), "until": date(2029, 9, 24)}
    return posts.submit_filing(
        post, person=cast.zhang, way="election", by=cast.liu, at=MONDAY_9AM, **days, **more
    )


def words_for(person):
    return " ".join(line.words for line in waiting_for(person, MONDAY_9AM))


def test_what_waits_is_named_to_who_may_decide_and_to_nobody_else(cast, waiting):
    assert "等备案" in words_for(cast.sun)
    for person in (cast.liu, cast.zhang, cast.wang, cast.stranger, cast.zheng):
        assert "等备案" not in words_for(person)


@pytest.mark.parametrize("who", ["zhang", "wang", "liu", "sun", "wu", "stranger"])
def test_the_desk_asks_few_questions(cast, waiting, monkeypatch, who):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)
    browser = Browser()
    browser.force_login(getattr(cast, who))
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/desk/").status_code == 200
    assert len(asked) <= MOST_QUERIES, len(asked)


@pytest.mark.parametrize("who", ["zhang", "wang", "liu", "sun", "wu", "stranger"])
def test_what_of_posts_waits_comes_after_the_desk_or_as_a_page(cast, waiting, monkeypatch, who):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)
    browser = Browser()
    browser.force_login(getattr(cast, who))
    whole = browser.get("/desk/posts/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        part = browser.get("/desk/posts/", headers={"HX-Request": "true"}).content.decode()
    assert len(asked) <= MOST_QUERIES, len(asked)
    assert ("等备案" in part) == ("等备案" in whole) == (who == "sun")
    assert "<html" in whole
    assert "<html" not in part


@pytest.mark.parametrize("who", ["zhang", "wang", "liu", "sun", "wu", "stranger"])
def test_what_of_other_work_waits_comes_after_the_desk_or_as_a_page(cast, monkeypatch, who):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)
    browser = Browser()
    browser.force_login(getattr(cast, who))
    with CaptureQueriesContext(connection) as asked:
        assert "<html" not in browser.get("/desk/work/", headers={"HX-Request": "true"}).content.decode()
    assert len(asked) <= MOST_QUERIES, len(asked)
    assert "<html" in browser.get("/desk/work/").content.decode()
