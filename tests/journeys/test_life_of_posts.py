"""The life of posts in a browser: a call and who stands, a vote, a resignation, turns, a filing."""

import re

import pytest

from tests.journeys.test_matter import press

pytestmark = pytest.mark.journey
MODELS = "__import__('sanzhang.{}.models', fromlist=['x']).{}.objects"


def told(demo, name: str) -> str:
    """Return an address that the demo's page tells."""
    page = f"json.load(open('{demo.folder}/demo/users.json'))['pages']['{name}']"
    return demo.ask(page)


def test_a_household_votes_once_on_its_phone_without_scripts(open_page, demo):
    address = told(demo, "一张没有投过的选票")
    phone = open_page(scripts=False)
    phone.goto(address)
    phone.locator("main input[type=radio]").first.check()
    press(phone, "选好了,下一步")
    assert "再看一眼" in phone.content()
    press(phone, "就这样投")

    for other in (phone, open_page()):
        other.goto(address)
        assert "已经投过票" in other.content()
    code = address.rstrip("/").split("/")[-1]
    typed = open_page(large=True)
    typed.goto(f"{demo.url}/vote/")
    typed.fill("[name=code]", f"{code[:4].lower()} {code[4:8]} {code[8:]}")
    press(typed, "打开选票")
    assert "已经投过票" in typed.content()


def test_a_vacancy_is_called_a_neighbour_stands_and_the_worker_reads_it(open_page, demo):
    worker = open_page("刘敏", desktop=True)
    worker.goto(f"{demo.url}/posts/?state=vacant&kind=unit_leader&as=list")
    steps = worker.locator("main form[action^='/selection/new/'] button")
    if steps.count():
        steps.first.click()
    else:
        worker.locator("main .cells a:has-text('单元长')").last.click()
        worker.locator("main form[action^='/selection/new/'] button").first.click()
    worker.wait_for_url(re.compile(r"/selection/run/\d+/"))
    number = worker.url.rstrip("/").split("/")[-1]
    token = demo.ask(f"{MODELS.format('organisation.selection', 'Procedure')}.get(pk={number}).token")

    neighbour = open_page()
    neighbour.goto(f"{demo.url}/selection/{token}/")
    press(neighbour, "我要自荐")
    neighbour.fill("[name=name]", "欧阳明月")
    neighbour.fill("[name=phone]", "13800006543")
    neighbour.fill("[name=statement]", "退休三年,天天在家,愿意给大家跑腿。")
    neighbour.check("[name=agrees]")
    press(neighbour, "交上去")
    neighbour.wait_for_load_state()
    assert "/selection/receipt/" in neighbour.url or "receipt" in neighbour.content()

    stranger = open_page()
    stranger.goto(f"{demo.url}/selection/{token}/")
    assert "欧阳明月" not in stranger.content()
    worker.goto(f"{demo.url}/selection/run/{number}/")
    assert "欧阳明月" in worker.content()


def test_a_leader_of_seventy_asks_to_resign_and_is_asked_to_stay(open_page, demo):
    leader = open_page("张桂兰", large=True)
    leader.goto(f"{demo.url}/posts/mine/")
    press(leader, "辞任")
    leader.fill("[name=words]", "腿脚不好,爬楼吃力。")
    press(leader, "提出辞任")
    leader.wait_for_load_state()
    assert "辞任" in leader.locator("main").inner_text()

    leaving = (
        f"{MODELS.format('organisation.posts', 'Leaving')}.filter(kind='resignation').order_by('-id').first()"
    )
    number = demo.ask(f"{leaving}.pk")
    secretary = open_page("高远")
    secretary.goto(f"{demo.url}/posts/leavings/{number}/settle/")
    secretary.locator("main input[type=radio]").last.check()
    secretary.fill("[name=words]", "先帮您找个搭档,过完年再说,行吗?")
    press(secretary, "确定")
    secretary.wait_for_load_state()

    assert demo.ask(f"{leaving}.state") == "refused"
    leader.goto(f"{demo.url}/inbox/")
    assert "辞任" in leader.content()


def test_the_worker_finds_a_household_able_and_a_turn_is_skipped_with_a_look_before(open_page, demo):
    worker = open_page("刘敏", desktop=True)
    worker.goto(f"{demo.url}/rotation/")
    worker.locator("main .cells a").first.click()
    press(worker, "能胜任")
    worker.wait_for_load_state()
    turn = (
        f"{MODELS.format('mechanisms.rotation', 'Turn')}.filter(state='planned').order_by('-month').first()"
    )
    number, before = demo.ask(f"(lambda t: [t.pk, t.member_id])({turn})")
    worker.goto(f"{demo.url}/rotation/turns/{number}/skip/")
    assert "月" in worker.locator("main").inner_text()
    worker.locator("main form button").last.click()
    worker.wait_for_load_state()

    assert demo.ask(f"{MODELS.format('mechanisms.rotation', 'Turn')}.get(pk={number}).member_id") != before


def test_what_waits_is_filed_by_another_and_has_its_number(open_page, demo):
    secretary = open_page("高远")
    secretary.goto(f"{demo.url}/posts/filings/?state=waiting")
    press(secretary, "看这一份")
    secretary.check("[name=accepted][value=yes]")
    press(secretary, "办备案")
    secretary.wait_for_load_state()

    assert re.search(r"桐荫备〔\d{4}〕\d+号", secretary.content())
