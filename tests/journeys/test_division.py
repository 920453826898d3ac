"""A community is divided: computed, compared, changed by mouse, finger and list, handed to the street."""

import re

import pytest

pytestmark = pytest.mark.journey
BY_LIST = "只动汇锦花园"


def option_of(page, demo, name) -> None:
    """Open an option of the newest draft that has it."""
    page.goto(f"{demo.url}/division/")
    page.click("main .cells a:has-text('第2稿')")
    page.locator("article", has_text=name).locator("a:has-text('细看、修改')").click()
    page.wait_for_url(re.compile(r"/division/option/\d+/"))


def mark(page, name):
    return page.locator(f".plan_mark[title^='{name},']")


def step(page, press) -> None:
    """Do something that the server answers with the new state of all rules."""
    with page.expect_response(lambda got: got.request.method == "GET" and "/division/option/" in got.url):
        press()
    page.wait_for_timeout(300)


def test_a_plan_is_computed_and_compared(open_page, demo):
    page = open_page("刘敏", desktop=True)
    page.goto(f"{demo.url}/division/")
    page.select_option("[name=weight_estates]", label="重视")
    page.click("button:has-text('开始计算')")
    page.wait_for_url(re.compile(r"/division/draft/\d+/"))
    page.wait_for_selector("h2:has-text('比一比')", timeout=90_000)

    assert page.locator("article .plan_drawing").count() >= 1
    assert page.locator("th:has-text('换网格的户')").count() == 1
    page.click("button:has-text('这一稿不要了')")
    page.wait_for_selector("text=已撤回")


@pytest.mark.parametrize("desktop", [True, False])
def test_a_house_is_tapped_and_moved_and_the_step_taken_back(open_page, demo, desktop):
    page = open_page("刘敏", desktop=desktop)
    option_of(page, demo, BY_LIST)
    mark(page, "桐荫家园13栋").dispatch_event("click")
    assert "桐荫家园13栋" in page.inner_text("[data-picked]")
    page.select_option("#to", "3")

    step(page, lambda: page.click("#move-button"))
    assert "桐荫家园13栋移到第3网格" in page.inner_text("#move")
    step(page, lambda: page.click("#undo-button"))

    assert "移到第3网格" not in page.inner_text("#move")


def test_a_house_is_dragged_into_another_grid_and_the_rules_answer(open_page, demo):
    page = open_page("刘敏", desktop=True)
    option_of(page, demo, BY_LIST)
    page.wait_for_timeout(500)
    start, end = (mark(page, name).bounding_box() for name in ("春和里14栋", "锦程公寓6栋"))
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 26, end["y"] + 10, steps=10)

    step(page, page.mouse.up)

    assert "春和里14栋移到第5网格" in page.inner_text("#move")
    assert "第5网格 624 户" in page.inner_text(".plan_map")
    step(page, lambda: page.click("#undo-button"))


def test_what_is_locked_is_not_moved_and_says_so(open_page, demo):
    page = open_page("刘敏", desktop=True)
    option_of(page, demo, BY_LIST)
    mark(page, "老机车宿舍1栋").click()
    step(page, lambda: page.click("#lock-button"))
    mark(page, "老机车宿舍1栋").click()
    page.select_option("#to", "2")
    page.click("#move-button")

    page.wait_for_selector("[role=alert]:has-text('已经锁定')")

    assert "老机车宿舍1栋" in page.inner_text("[data-picked]")
    step(page, lambda: page.click("#unlock-button"))
    assert page.locator(".plan_mark--locked").count() == 0


@pytest.mark.parametrize("desktop", [True, False])
def test_all_of_it_works_by_list_without_a_script_or_a_mouse(open_page, demo, desktop):
    page = open_page("刘敏", desktop=desktop, scripts=False)
    option_of(page, demo, BY_LIST)
    page.locator("#list a:has-text('看楼栋')").nth(3).press("Enter")
    page.wait_for_url(re.compile(r"grid=\d+"))
    page.locator("#list label:has-text('桐荫家园14栋') input").press("Space")
    page.select_option("#to", "3")
    page.locator("#move-button").press("Enter")
    page.wait_for_url(re.compile(r"/division/option/\d+/\?grid"))
    assert "桐荫家园14栋移到第3网格" in page.inner_text("#move")

    page.locator("#undo-button").press("Enter")
    page.wait_for_load_state()

    assert "桐荫家园14栋移到第3网格" not in page.inner_text("#move")


def test_the_street_sends_a_plan_back_and_the_community_hands_it_in_again(open_page, demo):
    street = open_page("孙立", desktop=True)
    street.goto(f"{demo.url}/desk/")
    street.click("main a:has-text('第1稿')")
    assert "生效以后会怎样" in street.inner_text("main")
    street.fill("[name=words]", "请附上居民意见")
    street.click("button:has-text('退回社区')")
    street.wait_for_url(re.compile(r"/division/draft/\d+/$"))

    page = open_page("刘敏")
    page.goto(street.url)
    assert "请附上居民意见" in page.inner_text("main")
    page.click("button:has-text('报给街道')")
    page.wait_for_url(re.compile(r"/sign/$"))
    page.click("button:has-text('签字,报给街道')")
    page.wait_for_url(re.compile(r"/division/draft/\d+/$"))

    assert "等街道审批" in page.inner_text("main")
