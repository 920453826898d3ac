"""Signing in with login, password and second factor; the keeper of logins."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions, office_keys
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

PASSWORD = "雨后 松花江 自行车 第七辆"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def liu(cast):
    """The community worker, with password and second factor."""
    actions.set_password(cast.liu, password=PASSWORD, by=SYSTEM, at=MONDAY_9AM)
    actions.set_totp(cast.liu, by=SYSTEM, at=MONDAY_9AM, secret=SECRET)
    return cast.liu


def code(at=MONDAY_10AM, secret=SECRET):
    return office_keys.code_at(secret, at)


def enters(browser, login="liumin", password=PASSWORD, given=None, **more):
    return browser.press("/sign-in/office/", login=login, password=password, code=given or code(), **more)


def test_an_office_comes_in_with_all_three(browser, liu):
    assert enters(browser)["Location"] == "/desk/"
    assert browser.is_inside
    assert Entry.objects.get(action="people.signed_in").facts == {"way": "office"}


def test_upper_case_and_spaces_do_not_matter(browser, liu):
    shown = code()

    assert enters(browser, login=" LiuMin ", given=f"{shown[:3]} {shown[3:]}").status_code == 302


def test_the_standards_own_codes():
    """RFC 6238, appendix B, last six digits."""
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, shown in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        at = datetime.fromtimestamp(seconds, UTC)
        assert office_keys.code_at(secret, at) == shown
        assert office_keys.matching_step(secret, shown, at) == seconds // 30


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_may_be_one_step_off(browser, liu, seconds):
    assert enters(browser, given=code(MONDAY_10AM + timedelta(seconds=seconds))).status_code == 302


@pytest.mark.parametrize("seconds", [-60, 60, 3600])
def test_two_steps_off_is_too_much(browser, liu, seconds):
    assert enters(browser, given=code(MONDAY_10AM + timedelta(seconds=seconds))).status_code == 422


def test_a_second_factor_is_good_once(browser, liu):
    assert enters(browser).status_code == 302
    assert enters(Browser()).status_code == 422


def test_an_older_code_is_refused_after_a_newer_one(browser, liu):
    enters(browser, given=code(MONDAY_10AM + timedelta(seconds=30)))

    assert enters(Browser(), given=code()).status_code == 422


def test_the_words_are_the_same_whatever_was_wrong(cast, liu):
    answers = [
        enters(Browser(), login="nobody"),
        enters(Browser(), password="something else entirely"),
        enters(Browser(), given="000000"),
    ]
    actions.disable(liu, by=SYSTEM, at=MONDAY_10AM)
    answers.append(enters(Browser()))

    assert {answer.status_code for answer in answers} == {422}
    assert all(office_keys.WRONG in answer.content.decode() for answer in answers)


def test_the_password_alone_is_not_enough(browser, liu):
    answer = browser.press("/sign-in/office/", login="liumin", password=PASSWORD, code="")

    assert answer.status_code == 422
    assert not browser.is_inside


def test_the_work_is_the_same_for_a_login_that_nobody_has(cast, liu, monkeypatch):
    hashed = []
    monkeypatch.setattr(
        office_keys, "check_password", lambda *given: hashed.append(given[1][:9]) or check_password(*given)
    )
    for login in ("liumin", "nobody"):
        enters(Browser(), login=login, password="wrong")

    assert hashed == ["argon2$ar", "argon2$ar"]


def test_guessing_ends_after_five_tries_even_with_the_right_keys(browser, liu):
    for _ in range(5):
        enters(browser, given="000000")

    assert "试的次数太多了" in enters(browser).content.decode()


def test_the_delay_grows(browser, liu, clock):
    allowed = []
    for minute in range(0, 60, 5):
        clock.move_to(MONDAY_10AM + timedelta(minutes=minute))
        allowed += [
            "太多" not in enters(browser, password="wrong", given="000000").content.decode() for _ in range(6)
        ]

    assert sum(allowed) == 15


def test_a_locked_login_locks_nobody_else_on_the_network(cast, liu):
    for _ in range(30):
        enters(Browser(), login="sunli", password="wrong")

    assert enters(Browser()).status_code == 302


def test_a_login_is_locked_from_everywhere_after_very_many_tries(cast, liu, monkeypatch):
    monkeypatch.setattr(office_keys, "TRIES_IN_ALL", 6)
    answers = [enters(Browser(REMOTE_ADDR=f"10.0.0.{count}"), given="000000") for count in range(7)]

    assert ["太多" in answer.content.decode() for answer in answers] == [False] * 6 + [True]


def test_an_office_is_out_after_thirty_minutes_without_use(browser, liu, clock):
    enters(browser)
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert browser.is_inside
    clock.shift(timedelta(minutes=30, seconds=1))

    assert not browser.is_inside


def test_the_first_sign_in_gives_a_second_factor(browser, cast):
    actions.set_password(cast.liu, password=PASSWORD, by=cast.qian, at=MONDAY_10AM)

    answer = browser.press("/sign-in/office/", login="liumin", password=PASSWORD, next="/posts/")

    assert answer["Location"] == "/sign-in/office/second/?next=%2Fposts%2F"
    page = browser.get(answer["Location"])
    secret = page.context["secret"].replace(" ", "")
    assert len(secret) == 32
    picture = browser.get("/sign-in/office/second/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "data:" not in page.content.decode()
    assert not browser.is_inside
    assert browser.press("/sign-in/office/second/", code="000000").status_code == 422
    entered = browser.press("/sign-in/office/second/", code=code(secret=secret), next="/posts/")
    assert entered["Location"] == "/posts/"
    assert browser.is_inside
    assert browser.get("/sign-in/office/second/picture.svg").status_code == 404
    told = set(Entry.objects.filter(about=cast.liu.journal_key).values_list("action", flat=True))
    assert {"people.password_set", "people.second_factor_set", "people.signed_in"} <= told


def test_a_second_factor_that_was_never_confirmed_is_given_anew(cast):
    actions.set_password(cast.liu, password=PASSWORD, by=SYSTEM, at=MONDAY_10AM)
    secrets = []
    for _ in range(2):
        visitor = Browser()
        visitor.press("/sign-in/office/", login="liumin", password=PASSWORD)
        secrets.append(visitor.get("/sign-in/office/second/").context["secret"])

    assert secrets[0] != secrets[1]


def test_setting_up_ends_after_ten_minutes(browser, cast, clock):
    actions.set_password(cast.liu, password=PASSWORD, by=SYSTEM, at=MONDAY_10AM)
    browser.press("/sign-in/office/", login="liumin", password=PASSWORD)
    clock.shift(timedelta(minutes=11))

    assert browser.get("/sign-in/office/second/")["Location"].startswith("/sign-in/office/?")
    assert browser.press("/sign-in/office/second/", code="123456").status_code == 422


def test_nobody_sees_a_second_factor_without_the_password(browser, liu):
    assert browser.get("/sign-in/office/second/").status_code == 302
    assert browser.get("/sign-in/office/second/picture.svg").status_code == 404


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(liu, clock):
    here, there = Browser(), Browser()
    enters(here)
    clock.shift(timedelta(seconds=60))
    enters(there, given=code(MONDAY_10AM + timedelta(seconds=60)))

    answer = here.press("/me/password/", old=PASSWORD, new="桂林路 夜市 烤冷面 加两个蛋")

    assert answer["Location"] == "/me/"
    assert here.is_inside
    assert not there.is_inside


def test_a_new_password_needs_the_old_one_and_some_length(browser, liu):
    enters(browser)

    wrong = browser.press("/me/password/", old="wrong", new="桂林路 夜市 烤冷面 加两个蛋")
    short = browser.press("/me/password/", old=PASSWORD, new="短口令")

    assert (wrong.status_code, short.status_code) == (422, 422)
    assert "现在的口令不对。" in wrong.content.decode()
    assert "至少要 12 个字" in short.content.decode()


@pytest.fixture
def keeper(cast):
    opened = Browser()
    opened.force_login(cast.qian)
    return opened


def test_the_administrator_opens_a_login_and_sees_no_names(keeper, cast):
    answer = keeper.press("/people/logins/", name="新来的", login="xinlai", password=PASSWORD)

    assert answer["Location"] == "/people/logins/"
    page = keeper.get("/people/logins/").content.decode()
    assert "xinlai" in page
    assert "刘敏" not in page
    assert "新来的" not in page
    assert "1380000" not in page
    assert "138****" not in page


def test_a_login_is_given_once(keeper, cast):
    answer = keeper.press("/people/logins/", name="另一人", login="liumin", password=PASSWORD)

    assert answer.status_code == 422
    assert "已经有人用了" in answer.content.decode()
    assert Person.objects.filter(login="liumin").count() == 1


def test_the_administrator_takes_a_lost_factor_away(keeper, liu):
    keeper.press(f"/people/logins/{liu.pk}/change/", verb="drop_factor")

    answer = Browser().press("/sign-in/office/", login="liumin", password=PASSWORD)
    assert answer["Location"].startswith("/sign-in/office/second/")


def test_the_administrator_disables_and_enables(keeper, liu):
    keeper.press(f"/people/logins/{liu.pk}/change/", verb="disable")
    assert enters(Browser()).status_code == 422
    keeper.press(f"/people/logins/{liu.pk}/change/", verb="enable")
    keeper.press(f"/people/logins/{liu.pk}/", password=PASSWORD)

    assert enters(Browser()).status_code == 302


def test_logins_are_kept_by_the_administrator_alone(office, cast):
    assert office.get("/people/logins/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.open_login(name="某人", login="mouren", password=PASSWORD, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.set_password(cast.sun, password=PASSWORD, by=cast.liu, at=MONDAY_10AM)
