"""The register as it is taken away: sheets, what was refused, and whose names are noted."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Filing, Post
from tests.times import MONDAY_9AM, SHANGHAI

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


def signed_in(person):
    browser = Browser()
    browser.force_login(person)
    return browser


@pytest.fixture
def liu(cast):
    return signed_in(cast.liu)


def handed_in(cast, post, person, at=MONDAY_9AM, **more):
    wish = {"way": "election", "starts_on": date(2026, 12, 1), "until": date(2029, 12, 1)} | more
    return actions.submit_filing(post, person=person, by=cast.liu, at=at, **wish)


@pytest.fixture
def refused(cast):
    """Of somebody who never sat in the post."""
    post = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    filing = handed_in(cast, post, cast.chen)
    return actions.decide_filing(filing, accepted=False, words="材料不全", by=cast.sun, at=MONDAY_9AM)


def text(answer):
    return answer.content.decode()


def reads(person):
    return Entry.objects.filter(action="personal.read", about=person.journal_key)


@pytest.mark.parametrize("way", ["", "?as=pdf"])
def test_a_name_that_leaves_is_noted_though_its_bearer_holds_nothing(cast, liu, refused, way):
    assert liu.get(f"/posts/filings/export/{way}").status_code == 200
    assert reads(cast.chen).count() == 1
    assert not reads(cast.zhang).exists()


def test_one_filing_is_a_sheet_and_the_look_is_noted(cast, liu, refused):
    answer = liu.get(f"/posts/filings/{refused.pk}/paper/")
    assert answer.content[:5] == b"%PDF-"
    assert answer.content.count(b"/Type /Page\n") <= 1
    assert reads(cast.chen).get().facts["purpose"] == "打印备案表"


def test_five_hundred_rows_are_printed(cast, liu):
    post = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    like = {
        "community": cast.community,
        "post": post,
        "kind": "seat",
        "way": "election",
        "state": "withdrawn",
    }
    days = {"starts_on": date(2026, 12, 1), "submitted_at": MONDAY_9AM}
    Filing.objects.bulk_create(Filing(person=cast.chen, **like, **days) for _ in range(500))

    assert liu.get("/posts/filings/export/?as=pdf").content[:5] == b"%PDF-"


def test_nothing_in_the_workbook_is_a_formula(cast, liu):
    bad = cast.person("=1+1", "13800000077")
    filing = handed_in(cast, cast.unit_post, bad)
    actions.decide_filing(filing, accepted=False, words="=HYPERLINK(1)", by=cast.sun, at=MONDAY_9AM)
    book = load_workbook(io.BytesIO(liu.get("/posts/filings/export/").content))

    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert liu.get("/posts/filings/export/?as=pdf").status_code == 200


def test_a_year_holds_its_refusals_too_and_turns_at_midnight_of_shanghai(cast):
    midnight = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    posts = {
        at: Post.objects.get(place=place, kind="unit_leader")
        for at, place in ((midnight - DAY, cast.next_unit), (midnight, cast.far_unit))
    }
    for at, post in posts.items():
        filing = handed_in(cast, post, cast.chen, at=at)
        actions.decide_filing(filing, accepted=False, words="材料不全", by=cast.sun, at=at)

    for year, at in (("2026", midnight - DAY), ("2027", midnight)):
        assert [one.post for one in queries.filings(cast.liu, midnight, year=year)] == [posts[at]]
    for odd in ("0000", "9999", "²²²²", "20266"):
        assert queries.filings(cast.liu, midnight, year=odd).count() == 2


def test_the_register_is_sifted_by_way(cast, liu, refused):
    assert "陈晨" in text(liu.get("/posts/filings/?way=election"))
    assert "陈晨" not in text(liu.get("/posts/filings/?way=renewal"))


def test_what_was_refused_is_handed_in_again_from_its_page(cast, liu):
    actions.submit_standing([cast.tenures["unit_leader"]], by=cast.liu, at=MONDAY_9AM)
    first = actions.decide_filing(
        Filing.objects.get(), accepted=False, words="任期要写清", by=cast.sun, at=MONDAY_9AM
    )
    page = f"/posts/filings/{first.pk}/"
    assert "重新报备案" in text(liu.get(page))
    assert "重新报备案" not in text(signed_in(cast.sun).get(page))
    new = liu.press(page + "again/")["Location"]

    assert "等备案" in text(liu.get(new))
    assert "重新报备案" not in text(liu.get(page))
    assert liu.press(page + "again/").status_code == 409
    assert Filing.objects.filter(tenure=cast.tenures["unit_leader"]).count() == 2


def test_what_hangs_on_a_selection_is_not_handed_in_again_here(cast, liu, refused):
    assert "重新报备案" not in text(liu.get(f"/posts/filings/{refused.pk}/"))
    with pytest.raises(actions.NotPossible):
        actions.submit_again(refused, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.submit_again(refused, by=cast.sun, at=MONDAY_9AM)


def test_five_working_days_are_given_and_then_it_is_late(cast):
    friday = MONDAY_9AM + 4 * DAY
    handed_in(cast, cast.unit_post, cast.chen, at=friday)
    days = {"since": date(2026, 11, 1), "until": date(2027, 1, 1)}

    (line,) = queries.filings_coming(cast.liu, cast.community.path, at=friday, **days)
    assert (line.on, line.is_late) == (date(2026, 12, 4), False)
    (line,) = queries.filings_coming(cast.liu, cast.community.path, at=friday + 8 * DAY, **days)
    assert line.is_late


def test_nobody_is_asked_to_decide_about_himself(cast):
    handed_in(cast, cast.unit_post, cast.sun)
    assert queries.filings_to_do(cast.sun, MONDAY_9AM) == []


def test_seating_says_how_long_a_term_is(cast, liu):
    post = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    assert "2029-11-23" in text(liu.get(f"/posts/{post.pk}/seat/"))
