"""Signing in with a code: T01–T04, T26, R25."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions, signing_in
from sanzhang.foundation.people.models import OneTimeCode
from sanzhang.foundation.people.tests.conftest import Browser, texted
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM

ZHANG, NOBODY = "13800000001", "13911112222"


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def bare(page):
    """A page without what differs at every showing."""
    text = re.sub(
        r'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]*', r"\1", page.content.decode()
    )
    return page.status_code, page.get("Location"), text


def test_a_leader_comes_in_with_the_code(browser, cast):
    answer = browser.comes_by_phone("138 0000 0001")

    assert answer["Location"] == "/desk/"
    assert "张桂兰" in browser.get("/me/").content.decode()
    entry = Entry.objects.get(action="people.signed_in")
    assert entry.about == cast.zhang.journal_key
    assert entry.facts == {"way": "code"}


def test_full_width_digits_and_spaces_are_a_code_too(browser):
    browser.press("/sign-in/", phone=ZHANG)
    wide = texted().translate({48 + digit: 0xFF10 + digit for digit in range(10)})

    assert browser.press("/sign-in/code/", code=f" {wide[:3]} {wide[3:]}").status_code == 302


def test_nobody_learns_whether_a_number_is_known(cast):
    answers = {}
    for phone in (ZHANG, NOBODY):
        visitor = Browser()
        asked = visitor.press("/sign-in/", phone=phone)
        typed = visitor.press("/sign-in/code/", code="000000")
        answers[phone] = (
            bare(asked),
            bare(visitor.get(asked["Location"])),
            bare(typed),
            sorted(asked.cookies),
        )

    assert answers[ZHANG] == answers[NOBODY]


def test_a_known_and_an_unknown_number_cost_the_same_queries(cast):
    def asked(phone):
        visitor = Browser()
        visitor.get("/sign-in/")
        with CaptureQueriesContext(connection) as seen:
            visitor.press("/sign-in/", phone=phone)
        return [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "?", one["sql"]) for one in seen]

    asked(ZHANG)  # the first fills caches

    assert asked(ZHANG) == asked(NOBODY)


def test_nothing_is_sent_to_a_number_that_nobody_has(browser):
    browser.press("/sign-in/", phone=NOBODY)

    assert texted() == ""
    assert not Message.objects.exists()


def test_a_disabled_person_gets_no_code(browser, cast):
    actions.disable(cast.zhang, by=SYSTEM, at=MONDAY_10AM)
    browser.press("/sign-in/", phone=ZHANG)

    assert texted() == ""


def test_after_five_wrong_tries_the_right_code_is_too_late(browser):
    browser.press("/sign-in/", phone=ZHANG)
    code = texted()

    answers = [browser.press("/sign-in/code/", code=wrong(code)) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {422}
    assert browser.press("/sign-in/code/", code=code).status_code == 422
    assert not browser.is_inside


def test_four_wrong_tries_are_forgiven(browser):
    browser.press("/sign-in/", phone=ZHANG)
    code = texted()
    for _ in range(4):
        browser.press("/sign-in/code/", code=wrong(code))

    assert browser.press("/sign-in/code/", code=code).status_code == 302


def test_a_code_is_good_once(browser):
    browser.press("/sign-in/", phone=ZHANG)
    cookie, code = browser.cookies["sz_code"].value, texted()
    browser.press("/sign-in/code/", code=code)
    thief = Browser()
    thief.cookies["sz_code"] = cookie

    assert thief.press("/sign-in/code/", code=code).status_code == 422
    assert thief.get("/sign-in/who/")["Location"].startswith("/sign-in/?")


def test_a_code_is_good_for_five_minutes(browser, clock):
    browser.press("/sign-in/", phone=ZHANG)
    code = texted()
    clock.shift(timedelta(minutes=5))

    assert browser.press("/sign-in/code/", code=code).status_code == 422


def test_a_code_is_worth_nothing_in_another_browser(browser):
    browser.press("/sign-in/", phone=ZHANG)
    code, other = texted(), Browser()
    other.press("/sign-in/", phone=NOBODY)

    assert other.press("/sign-in/code/", code=code).status_code == 422
    assert browser.press("/sign-in/code/", code=code).status_code == 302


def test_an_older_code_of_the_same_browser_still_counts(browser):
    browser.press("/sign-in/", phone=ZHANG)
    first = texted()
    browser.press("/sign-in/", phone=ZHANG)

    assert browser.press("/sign-in/code/", code=first).status_code == 302


def test_a_second_tap_brings_the_same_answer_and_one_code(browser):
    form = {"phone": ZHANG, "idempotency_key": "the-same-key"}
    answers = [browser.post("/sign-in/", form) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {"/sign-in/code/?next=%2Fdesk%2F"}
    assert OneTimeCode.objects.count() == 1


def test_a_second_tap_on_the_code_is_no_wrong_try(browser):
    browser.press("/sign-in/", phone=ZHANG)
    form = {"code": texted(), "idempotency_key": "the-same-key"}
    cookies = browser.cookies.copy()
    browser.post("/sign-in/code/", form)
    browser.cookies = cookies

    assert browser.post("/sign-in/code/", form)["Location"] == "/desk/"


def test_five_codes_a_day_for_one_number_from_wherever(cast):
    for _ in range(12):
        Browser().press("/sign-in/", phone=ZHANG)
    texted()

    assert Message.objects.filter(template="people.code").count() == 5


def test_a_browser_asks_ten_times_an_hour_and_is_told(browser):
    answers = [browser.press("/sign-in/", phone=f"139000000{count:02d}") for count in range(11)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [422]
    assert "过一小时再试" in answers[-1].content.decode()


def test_a_network_has_its_budget_and_the_next_one_is_free(cast, monkeypatch):
    monkeypatch.setattr(signing_in, "ASKED_BY_NETWORK", 3)
    for _ in range(3):
        Browser(REMOTE_ADDR="10.1.1.1").press("/sign-in/", phone=NOBODY)

    assert Browser(REMOTE_ADDR="10.1.1.1").press("/sign-in/", phone=ZHANG).status_code == 422
    assert Browser(REMOTE_ADDR="10.2.2.2").press("/sign-in/", phone=ZHANG).status_code == 302


def test_a_claimed_address_counts_only_behind_our_own_proxy(cast, monkeypatch, settings):
    monkeypatch.setattr(signing_in, "ASKED_BY_NETWORK", 1)
    lying = [Browser(HTTP_X_FORWARDED_FOR=f"1.1.1.{count}") for count in range(2)]

    assert [one.press("/sign-in/", phone=NOBODY).status_code for one in lying] == [302, 422]
    settings.PROXIES = 1
    behind = [Browser(HTTP_X_FORWARDED_FOR=f"9.9.9.9, 2.2.2.{count}") for count in range(2)]
    assert [one.press("/sign-in/", phone=NOBODY).status_code for one in behind] == [302, 302]


def test_several_who_share_a_phone_say_who_they_are(browser, cast):
    other = cast.person("张建国", ZHANG)

    assert browser.comes_by_phone(ZHANG)["Location"].startswith("/sign-in/who/")
    assert "张建国" in browser.get("/sign-in/who/").content.decode()
    assert browser.press("/sign-in/who/", person=str(cast.li.pk)).status_code == 422
    assert browser.press("/sign-in/who/", person=str(other.pk)).status_code == 302
    assert "张建国" in browser.get("/me/").content.decode()


def test_nobody_chooses_without_the_code(browser, cast):
    cast.person("张建国", ZHANG)
    browser.press("/sign-in/", phone=ZHANG)

    assert browser.get("/sign-in/who/")["Location"].startswith("/sign-in/?")
    assert browser.press("/sign-in/who/", person=str(cast.zhang.pk)).status_code == 422
    assert not browser.is_inside


def test_the_session_gets_a_new_name_at_the_door(browser):
    session = browser.session
    session["planted"] = True
    session.save()
    planted = browser.cookies["sz_session"].value
    browser.comes_by_phone(ZHANG)
    thief = Browser()
    thief.cookies["sz_session"] = planted

    assert browser.cookies["sz_session"].value != planted
    assert not thief.is_inside


def end_by_signing_out(browser, cast):
    browser.press("/sign-out/")


def end_by_disabling(browser, cast):
    actions.disable(cast.zhang, by=SYSTEM, at=MONDAY_10AM)


def end_by_disabling_and_enabling(browser, cast):
    actions.disable(cast.zhang, by=SYSTEM, at=MONDAY_10AM)
    actions.enable(cast.zhang, by=SYSTEM, at=MONDAY_10AM)


def end_by_another_number(browser, cast):
    actions.change_phone(cast.zhang, phone="13900000001", by=SYSTEM, at=MONDAY_10AM)


@pytest.mark.parametrize(
    "end", [end_by_signing_out, end_by_disabling, end_by_disabling_and_enabling, end_by_another_number]
)
def test_an_old_cookie_is_dead(browser, cast, end):
    browser.comes_by_phone(ZHANG)
    cookie = browser.cookies["sz_session"].value
    end(browser, cast)
    thief = Browser()
    thief.cookies["sz_session"] = cookie

    assert not thief.is_inside


def test_a_leader_stays_thirty_days_after_the_last_use(browser, clock):
    browser.comes_by_phone(ZHANG)
    for _ in range(2):
        clock.shift(timedelta(days=29))
        assert browser.is_inside
    clock.shift(timedelta(days=30, minutes=1))

    assert not browser.is_inside


FOREIGN = """https://evil.example //evil.example ///evil.example http:evil.example \\\\evil.example /\\evil.example
 /\\/evil.example javascript:alert(1) data:text/html,x ftp://evil.example https:/evil.example https:evil.example
 //evil.example/desk/ http://evil.example@testserver/ //testserver@evil.example evil.example .evil.example
 /%0d%0aSet-Cookie:x=1%0d%0a/../.. //%09/evil.example /\t/evil.example /\x00/evil ?next=//evil http:\\\\evil.example
 //google.com%2f@evil.example ////evil.example https:///evil.example //evil.example:80 HTTPS://EVIL.EXAMPLE
 //[::1] http://[::1]/ //0x7f000001 javascript://%0aalert(1) mailto:a@b.example""".replace("\n", "").split(
    " "
)


@pytest.mark.parametrize("wished", [one for one in FOREIGN if one])
def test_one_is_never_sent_to_a_foreign_place(cast, wished):
    visitor = Browser()
    visitor.press("/sign-in/", phone=ZHANG)

    answer = visitor.press("/sign-in/code/", code=texted(), next=wished)

    place = answer["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert not set(place) & set("\\\t\r\n\x00")


def test_one_goes_on_to_where_one_wanted(browser):
    wished = "/matters/?state=open&place=12"
    start = browser.get(wished)["Location"]
    code_page = browser.press(start.split("?", maxsplit=1)[0], phone=ZHANG, next=wished)["Location"]

    answer = browser.press(code_page, code=texted(), next=browser.get(code_page).context["next"])

    assert answer["Location"] == wished


def test_the_page_lets_one_paste_and_fill_in(browser):
    page = browser.get("/sign-in/code/").content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "onpaste" not in page


def test_no_page_of_the_door_is_kept_by_caches(browser):
    for address in ("/sign-in/", "/sign-in/code/", "/sign-in/office/"):
        assert browser.get(address)["Cache-Control"] == "no-store"


def test_two_tries_at_the_same_instant_are_both_counted(browser):
    browser.press("/sign-in/", phone=ZHANG)
    code = texted()
    for _ in range(4):
        browser.press("/sign-in/code/", code=wrong(code))
    first = OneTimeCode.objects.get()
    browser.press("/sign-in/code/", code=wrong(code))

    assert (first.tries, OneTimeCode.objects.get().tries) == (4, 5)


def test_no_code_lies_in_clear_in_the_database(browser):
    browser.press("/sign-in/", phone=ZHANG)
    code = texted()
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                (table, row) for row in cursor.fetchall() if ZHANG in str(row) or f'"{code}"' in str(row)
            ]

    assert found == []


def test_old_codes_are_forgotten_after_a_day(browser, clock):
    browser.press("/sign-in/", phone=ZHANG)

    counts = [actions.forget_codes(by=SYSTEM, at=MONDAY_10AM + timedelta(hours=hours)) for hours in (23, 25)]

    assert counts == [0, 1]
