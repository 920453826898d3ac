"""Pages of the register, of terms and of backgrounds."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Background, Filing, Post
from tests.times import MONDAY_9AM


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


@pytest.fixture
def sun(cast):
    return signed_in(cast.sun)


@pytest.fixture
def filing(cast):
    return actions.submit_filing(
        cast.unit_post,
        person=cast.zhang,
        way="election",
        starts_on=date(2026, 9, 24),
        until=date(2029, 9, 24),
        kind="standing",
        tenure=cast.tenures["unit_leader"],
        by=cast.liu,
        at=MONDAY_9AM,
    )


def text(answer):
    return answer.content.decode()


def test_who_sits_without_one_is_handed_in_at_once_and_filed_by_another(cast, liu, sun):
    page = text(liu.get("/posts/filings/standing/"))
    assert "张桂兰" in page
    ids = [tenure.pk for tenure in queries.unfiled(cast.liu, MONDAY_9AM)]
    assert liu.press("/posts/filings/standing/", ids=ids)["Location"] == "/posts/filings/?state=waiting"
    assert "disabled" in text(liu.get("/posts/filings/?state=waiting"))

    waiting = list(Filing.objects.values_list("pk", flat=True))
    sun.press("/posts/filings/decide/", ids=waiting)

    assert "桐荫备〔2026〕3号" in text(sun.get("/posts/filings/"))
    assert "桐荫备〔2026〕" in text(liu.get(f"/posts/{cast.unit_post.pk}/"))
    assert "都备案了" in text(liu.get("/posts/filings/standing/"))


def test_a_refusal_needs_words_and_is_seen(liu, sun, filing):
    assert "另一位工作人员" in text(liu.get(f"/posts/filings/{filing.pk}/"))
    assert sun.press(f"/posts/filings/{filing.pk}/decide/", accepted="no").status_code == 422
    sun.press(f"/posts/filings/{filing.pk}/decide/", accepted="no", words="任期不对")

    assert "任期不对" in text(liu.get("/posts/filings/?state=refused"))


def test_the_register_is_searched_taken_away_and_printed(cast, liu, sun, filing):
    actions.decide_filing(filing, accepted=True, by=cast.sun, at=MONDAY_9AM)
    assert "张桂兰" in text(liu.get("/posts/filings/?q=张桂兰"))
    assert "没有符合" in text(liu.get("/posts/filings/?q=王芳"))

    (sheet,) = read_tables(liu.get("/posts/filings/export/").content, "register.xlsx")
    assert "桐荫备〔2026〕1号" in str(sheet.rows)
    assert liu.get("/posts/filings/export/?as=pdf").content[:5] == b"%PDF-"
    assert Entry.objects.filter(action="personal.read", about=cast.zhang.journal_key).count() == 2


@pytest.mark.parametrize("who", ["zhang", "wang", "stranger", "qian", "zheng"])
def test_others_see_no_register(cast, filing, who):
    browser = signed_in(getattr(cast, who))
    for address in ("/posts/filings/", f"/posts/filings/{filing.pk}/", "/posts/filings/export/"):
        assert browser.get(address).status_code in (403, 404), address
    assert browser.press(f"/posts/filings/{filing.pk}/decide/", accepted="yes").status_code in (403, 404)


def test_a_term_that_ends_is_renewed_from_the_list(cast, liu):
    vacancy = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    tenure = actions.seat(
        vacancy,
        person=cast.chen,
        starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + timedelta(days=30),
        by=SYSTEM,
        at=MONDAY_9AM,
    )
    assert "陈晨" in text(liu.get("/posts/terms/"))
    address = f"/posts/tenure/{tenure.pk}/renew/"
    assert "2029-12-23" in text(liu.get(address))
    assert liu.press(address, until="2026-12-01").status_code == 422
    liu.press(address, until="2029-12-23")

    assert vacancy.tenures.filter(way="renewal", person=cast.chen).exists()
    assert "没有到期" in text(liu.get("/posts/terms/"))


def test_a_background_is_opened_for_a_purpose_only_and_noted(cast, liu):
    address = f"/posts/{cast.unit_post.pk}/background/{cast.zhang.pk}/"
    liu.press(address + "edit/", kinds=["old_teacher"], words="退休证已看")
    assert Background.objects.count() == 1

    assert "老教师" not in text(liu.get(address))
    assert not Entry.objects.filter(action="personal.read").exists()
    page = text(liu.press(address, purpose="file"))
    assert "老教师" in page
    assert "退休证已看" in page
    assert Entry.objects.filter(action="personal.read", about=cast.zhang.journal_key).count() == 1


def test_a_proof_is_kept_with_the_post_and_looking_at_it_is_noted(cast, liu):
    address = f"/posts/{cast.unit_post.pk}/background/{cast.zhang.pk}/"
    assert liu.get(address + "proof/").status_code == 404
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#557799").save(out, "JPEG")
    photo = SimpleUploadedFile("IMG_1.jpg", out.getvalue(), "image/jpeg")
    liu.press(address + "edit/", kinds=["veteran"], words="退伍证", photo=photo)

    answer = liu.get(address + "proof/")
    assert answer["Content-Type"] == "image/jpeg"
    looks = Entry.objects.filter(action="personal.read", about=cast.zhang.journal_key)
    assert looks.count() == 1
    assert signed_in(cast.li).get(address + "proof/").status_code in (403, 404)
    bad = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    assert liu.press(address + "edit/", kinds=[], words="", photo=bad).status_code == 422


@pytest.mark.parametrize("who", ["sun", "li", "stranger"])
def test_nobody_else_opens_it(cast, who):
    browser = signed_in(getattr(cast, who))
    address = f"/posts/{cast.unit_post.pk}/background/{cast.zhang.pk}/"
    assert browser.press(address, purpose="file").status_code in (403, 404)
