"""Pages of votes: a household's, the workers', everybody's."""

import re

import pytest

from sanzhang.foundation.ballots import actions, keys, queries
from sanzhang.foundation.ballots.models import PaperBatch, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Let the test say what time it is."""
    now = {"at": MONDAY_9AM}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now["at"])
    return now


@pytest.fixture
def poll(world, clock):
    return world.open()


def signed_in(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def text(answer):
    return answer.content.decode()


def test_a_household_types_its_code_chooses_looks_again_and_votes(world, poll):
    code = world.codes(poll)[1000]
    browser, typed = Browser(), f"{code[:4]} {code[4:8].lower()} {code[8:]}"

    address = browser.get("/vote/", {"code": typed})["Location"]
    assert "张桂兰" in text(browser.get(address))
    assert "再看一眼" in text(browser.press(address, choice="c2"))
    assert queries.turnout(poll).voted == 0
    browser.press(address, choice="c2", sure="yes")

    assert "已经投过票" in text(browser.get(address))
    assert "李志国" not in text(browser.get(address))
    again = browser.press(address, choice="c1", sure="yes")
    assert "已经投过票" in text(again)
    assert queries.turnout(poll).voted == 1


def test_nothing_chosen_is_asked_about_and_blank_is_said(world, poll):
    address = f"/vote/{world.codes(poll)[1000]}/"
    browser = Browser()

    assert browser.press(address).status_code == 422
    assert "空白票" in text(browser.press(address, choice="blank"))
    browser.press(address, choice="blank", sure="yes")
    assert queries.turnout(poll).voted == 1


def test_a_wrong_code_says_what_to_do(world, poll):
    assert Browser().get("/vote/", {"code": "123"}).status_code == 422
    answer = Browser().get("/vote/000000000000/")
    assert answer.status_code == 404
    assert "核对 12 位码" in text(answer)


def test_wrong_codes_are_limited_and_neighbours_vote_all_the_same(world, poll):
    answers = [
        Browser(REMOTE_ADDR="10.0.0.1").get(f"/vote/{number:012}/").status_code for number in range(61)
    ]
    assert answers == [404] * 60 + [429]
    assert Browser(REMOTE_ADDR="10.0.0.2").get("/vote/000000000000/").status_code == 404
    address = f"/vote/{world.codes(poll)[1000]}/"
    neighbour = Browser(REMOTE_ADDR="10.0.0.1")
    assert neighbour.get(address).status_code == 200
    assert neighbour.press(address, choice="c1", sure="yes").status_code == 302


def test_sheets_go_to_those_without_a_code_and_leave_other_codes_alone(world, poll):
    good = actions.give_codes(poll, [1000, 1001], by=world.liu, at=MONDAY_9AM)
    browser = signed_in(world.liu)
    assert "给还没有码的 10 户" in text(browser.get(f"/vote/poll/{poll.pk}/"))

    assert browser.press(f"/vote/poll/{poll.pk}/sheets/", which="without").content[:5] == b"%PDF-"

    assert Browser().get(f"/vote/{good[1000]}/").status_code == 200
    assert queries.without_code(poll) == 0
    browser.press(f"/vote/poll/{poll.pk}/sheets/", line="1")
    assert [Browser().get(f"/vote/{good[key]}/").status_code for key in good] == [404, 200]


def test_early_late_and_void_are_told(world, poll, clock):
    address = f"/vote/{world.codes(poll)[1000]}/"
    clock["at"] = MONDAY_9AM.replace(hour=8)
    assert "开始投票" in text(Browser().get(address))
    clock["at"] = CLOSES
    assert "已经截止" in text(Browser().get(address))
    actions.void_poll(poll, words="候选人退出", by=world.liu, at=MONDAY_9AM)
    assert "没有这个投票码" in text(Browser().get(address)), "codes die with the poll"


def test_the_result_shows_nothing_before_the_close_and_all_after(world, poll, clock):
    address = f"/vote/result/{poll.token}/"
    codes = world.codes(poll)
    for key in range(1000, 1007):
        world.vote(poll, codes[key], "c1")
    before = text(Browser().get(address))
    assert "谁也看不到票数" in before
    assert "张桂兰" not in before
    assert Browser().get(address + "ballots.csv").status_code == 404

    actions.close_poll(poll, by=SYSTEM, at=CLOSES)
    after = text(Browser().get(address))
    assert "选出来了:张桂兰" in after
    assert "结果相同" in after
    file = text(Browser().get(address + "ballots.csv"))
    assert file.count("张桂兰") == 7


def test_the_worker_sees_turnout_and_marks_slips_never_votes(world, poll):
    world.vote(poll, world.codes(poll)[1000], "c1")
    browser = signed_in(world.liu)
    page = text(browser.get(f"/vote/poll/{poll.pk}/"))
    assert "张桂兰" not in page
    voter = Voter.objects.get(poll=poll, key=1001)

    browser.press(f"/vote/voter/{voter.pk}/", how="paper")
    assert queries.turnout(poll).ways == {"online": 1, "paper": 1}
    browser.press(f"/vote/voter/{voter.pk}/", how="none")
    assert queries.turnout(poll).ways == {"online": 1}
    assert [one.number for one in queries.roll_of(poll, words="1号", way="none")] == [2, 12]
    assert "没有符合的门牌" in text(browser.get(f"/vote/poll/{poll.pk}/?q=999"))


def test_sheets_hold_new_codes_and_nobody_keeps_them(world, poll):
    old = world.codes(poll)[1000]
    answer = signed_in(world.liu).press(f"/vote/poll/{poll.pk}/sheets/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert Browser().get(f"/vote/{old}/").status_code == 404


def test_two_people_type_paper_on_their_pages(world, poll, clock):
    codes = world.codes(poll)
    for key in range(1000, 1005):
        world.vote(poll, codes[key], "c1")
    for key in (1005, 1006):
        voter = Voter.objects.select_related("poll").get(poll=poll, key=key)
        actions.mark_slip(voter, how="paper", by=world.liu, at=MONDAY_9AM)
    clock["at"] = CLOSES
    liu, sun = signed_in(world.liu), signed_in(world.sun)
    address = f"/vote/poll/{poll.pk}/pile/"

    assert "第 2 张" in text(liu.get(address))
    assert liu.press(address, count="2", slip1="c2").status_code == 422
    liu.press(address, count="2", slip1="c2", slip2="blank")
    batch = PaperBatch.objects.get()
    assert "另一位工作人员" in text(liu.get(f"/vote/pile/{batch.pk}/"))
    differing = sun.press(f"/vote/pile/{batch.pk}/", slip1="c1", slip2="blank")
    page = text(sun.get(differing["Location"]))
    assert re.search(r"李志国.*1 张.*0 张", page, re.DOTALL)
    sun.press(differing["Location"])
    sun.press(address, count="2", slip1="c2", slip2="blank")
    batch = PaperBatch.objects.exclude(state="dropped").get()
    liu.press(f"/vote/pile/{batch.pk}/", slip1="blank", slip2="c2")
    liu.press(f"/vote/poll/{poll.pk}/close/")

    poll.refresh_from_db()
    assert queries.outcome(poll).counts == {"c1": 5, "c2": 1}


@pytest.mark.parametrize("who", ["stranger", "zhang", "wang", "wu", "qian"])
def test_others_see_no_poll(world, poll, who):
    browser = signed_in(getattr(world.cast, who))
    for address in (f"/vote/poll/{poll.pk}/", f"/vote/poll/{poll.pk}/pile/"):
        assert browser.get(address).status_code in (403, 404)
    assert browser.press(f"/vote/poll/{poll.pk}/void/", words="x").status_code in (403, 404)


def test_a_vote_is_void_only_with_words(world, poll):
    browser = signed_in(world.liu)
    assert browser.press(f"/vote/poll/{poll.pk}/void/", words="").status_code == 422
    browser.press(f"/vote/poll/{poll.pk}/void/", words="候选人退出")
    assert "候选人退出" in text(Browser().get(f"/vote/result/{poll.token}/"))


def test_a_poll_without_its_key_takes_no_vote_and_says_why(world, poll):
    address = f"/vote/{world.codes(poll)[1000]}/"
    keys.destroy_key(poll.pk)
    answer = Browser().press(address, choice="c1", sure="yes")
    assert answer.status_code == 409
    assert "只能作废" in text(answer)
