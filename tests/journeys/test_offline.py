"""A leader in a cellar (§10.2): pages open without a net, what is written arrives once, conflicts are shown."""

import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.browser import PHONE, sign_in
from tests.journeys.test_matter import photo, press

pytestmark = pytest.mark.journey
LEADER, NEXT = "李志国", "王芳"
KEPT = "typeof queue === 'undefined' ? '-' : queue.all()"
QUEUED = "queue.all().then((all) => all.map((one) => [one.state, one.title]))"


def until(page, expression: str, seconds: float = 45) -> object:
    """Return what an expression of the page gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(Error):  # the page was just left for another
            if found := page.evaluate(expression):
                return found
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {expression}; kept: {page.evaluate(KEPT)}")


def kept_pages(page) -> list[str]:
    """Return the paths of which the phone holds a copy."""
    script = "caches.open('pages').then((all) => all.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
    return page.evaluate(script)


def waiting_matters(demo) -> list[int]:
    """Let a resident report two things and return their ids."""
    return [int(word) for word in demo.manage("shell", "-v0", "-c", REPORTED).split()[-2:]]


REPORTED = """
from django.utils import timezone
from sanzhang.duties.matters import actions
from sanzhang.foundation.permission import Bearer
from sanzhang.organisation.territory.models import Place
building = Place.objects.get(kind="building", name="12栋", estate__name="桐荫家园")
for words in ("地下室的灯不亮", "地下室的门在漏水"):
    print(actions.report_matter(place=building, words=words, by=Bearer.anyone(), at=timezone.now()).pk)
"""


@pytest.fixture
def phone(browser, demo):
    """A phone of its own: its sign-in ends here, and a lost net makes the console complain."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page, faults = context.new_page(), []
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    context.close()
    assert not faults, faults


def test_a_day_in_the_cellar(phone, demo):
    page, context = phone, phone.context
    first, second = waiting_matters(demo)
    sign_in(page, demo, LEADER)
    until(page, "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    until(page, f"caches.open('pages').then((all) => all.match('/matters/{second}/note/')).then(Boolean)")
    assert f"/matters/{first}/contact/" not in kept_pages(page)

    context.set_offline(True)
    page.goto(f"{demo.url}/desk/")
    assert "现在没有网" in page.locator("main [role=status]").first.inner_text()
    page.goto(f"{demo.url}/matters/{first}/")
    page.goto(f"{demo.url}/matters/{first}/answer/")
    page.fill("[name=words]", "在地下室换好了灯管,亮了。")
    page.set_input_files("input[type=file]", photo())
    page.click("main form .button:not(a)")
    page.wait_for_selector("text=已存在手机里,有网会自动交。")
    page.goto(f"{demo.url}/matters/{second}/answer/")
    page.fill("[name=words]", "已经和物业说好,明天来修。")
    page.click("main form .button:not(a)")
    page.wait_for_selector("text=已存在手机里")
    page.goto(f"{demo.url}/matters/new/")
    page.check("[name=origin][value=phone]")
    page.select_option("[name=place]", index=1)
    page.fill("[name=words]", "地下室的水泵在响,夜里更响。")
    page.select_option("[name=topic]", "facility")
    page.click("main form .button:not(a)")
    page.wait_for_selector("[data-waiting='3']")
    page.goto(f"{demo.url}/plaques/")
    assert "存在手机里的" in page.locator("h1").inner_text()
    page.locator("[data-queue] section").nth(2).wait_for()

    demo.manage("shell", "-v0", "-c", ADDED.format(matter=second))
    context.set_offline(False)
    left = until(page, QUEUED + ".then((all) => all.length === 1 && all[0][0] === 'refused' && all)")
    assert left[0][1].startswith("答复:")
    page.goto(f"{demo.url}/offline/")
    sheet = page.locator("[data-queue] section")
    assert "门口也在漏" in sheet.inner_text() or "有了新情况" in sheet.inner_text()
    assert "已经和物业说好" in sheet.inner_text()
    assert "没交成 1" in page.locator("[data-waiting]").inner_text()
    assert arrived(demo, first) == [1, 1, 1]
    page.goto(f"{demo.url}/matters/unsent/")
    assert "已经和物业说好" in page.content()

    page.goto(f"{demo.url}/offline/")
    page.click("text=再交一次")
    until(page, QUEUED + ".then((all) => all.length === 0)")
    page.goto(f"{demo.url}/matters/unsent/")
    assert "已经和物业说好" not in page.content()

    page.click("text=退出登录")
    page.wait_for_url(f"{demo.url}/")
    until(page, "caches.has('pages').then((has) => !has)")
    context.set_offline(True)
    page.goto(f"{demo.url}/desk/")
    assert LEADER not in page.content()
    assert "存在手机里的" in page.locator("h1").inner_text()


ADDED = """
from django.utils import timezone
from sanzhang.duties.matters import actions
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.permission import Bearer
actions.note(Matter.objects.get(pk={matter}), words="门口也在漏", by=Bearer.of("matter", {matter}), at=timezone.now())
"""


def arrived(demo, answered: int) -> list[int]:
    """Return how often the answer, its photo and the new report are there."""
    models = "__import__('sanzhang.duties.matters.models', fromlist=['x'])"
    return demo.ask(
        f"[{models}.MatterStep.objects.filter(matter={answered}, words='在地下室换好了灯管,亮了。').count(),"
        f" {models}.MatterPhoto.objects.filter(matter={answered}, step__step='answer').count(),"
        f" {models}.Matter.objects.filter(words='地下室的水泵在响,夜里更响。').count()]"
    )


INSPECTION = """
from sanzhang.organisation.posts.models import Post
building = {"kind": "building_leader", "place__name": "12栋", "place__estate__name": "桐荫家园"}
print(Post.objects.get(**building).pk)
"""
FOUND = (
    "__import__('sanzhang.duties.supervision.models', fromlist=['x'])"
    ".Finding.objects.filter(words='楼梯扶手松了').count()"
)


def test_an_inspection_of_the_cellar_arrives_once_and_what_two_phones_say_differently_is_shown(phone, demo):
    page, context = phone, phone.context
    path = f"/supervision/inspections/{demo.manage('shell', '-v0', '-c', INSPECTION).split()[-1]}/"
    sign_in(page, demo, LEADER)
    until(page, "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    until(page, f"caches.open('pages').then((all) => all.match('{path}')).then(Boolean)")

    context.set_offline(True)
    page.goto(f"{demo.url}{path}")
    duty = page.locator("main form section").first
    title = duty.locator("h2").inner_text()
    duty.locator("input[type=radio]").nth(1).check()
    duty.locator("summary").click()
    duty.locator("textarea").fill("楼梯扶手松了")
    chosen = duty.locator("label.choice").nth(1).inner_text().strip()
    page.click("main form .button:has-text('交巡查')")
    page.wait_for_selector("text=已存在手机里")
    page.goto(f"{demo.url}/offline/")
    waits = page.locator("[data-queue] section").inner_text()
    assert f"{title}:{chosen}" in waits
    assert f"{title}:楼梯扶手松了" in waits
    page.click("text=改一改")
    assert page.locator("[data-queue] label").first.inner_text().strip() == title

    page.reload()
    context.set_offline(False)
    until(page, QUEUED + ".then((all) => all.length === 0)")
    assert demo.ask(FOUND) == 1
    for number, words in (
        (1, "楼梯扶手松了"),
        (0, ""),
    ):  # another phone says the same, a third one something else
        page.goto(f"{demo.url}{path}")
        duty = page.locator("main form section").first
        duty.locator("input[type=radio]").nth(number).check()
        if words:
            duty.locator("summary").click()
            duty.locator("textarea").fill(words)
        with page.expect_navigation():
            page.click("main form .button:has-text('交巡查')")
    assert demo.ask(FOUND) == 1
    page.goto(f"{demo.url}{path}")
    assert "两台手机交的不一样" in page.content()


def test_the_phone_goes_to_somebody_else_and_comes_back(phone, demo):
    page, context = phone, phone.context
    first, _ = waiting_matters(demo)
    sign_in(page, demo, LEADER)
    until(page, f"caches.open('pages').then((all) => all.match('/matters/{first}/note/')).then(Boolean)")
    cookies = context.cookies()

    context.set_offline(True)
    page.goto(f"{demo.url}/matters/{first}/note/")
    page.fill("[name=words]", "这句话只有我能看。")
    page.click("main form .button:not(a)")
    page.wait_for_selector("[data-waiting='1']")
    page.goto(f"{demo.url}/matters/{first}/")
    page.click("text=收到,我来办")
    page.wait_for_selector("[data-waiting='2']")
    page.evaluate("facts.set('seen', Date.now() - 8 * 24 * 3600 * 1000)")
    page.goto(f"{demo.url}/desk/")
    assert "存在手机里的" in page.locator("h1").inner_text()  # eight days without contact
    assert kept_pages(page) == []

    context.clear_cookies()  # the session is over
    context.set_offline(False)
    page.goto(f"{demo.url}/desk/")
    page.wait_for_url("**/sign-in/**")
    sign_in(page, demo, NEXT)
    page.goto(f"{demo.url}/offline/")
    page.wait_for_selector("text=还有 2 条是另一个人存的")
    assert "这句话只有我能看" not in page.content()
    until(page, "caches.match('/matters/', { cacheName: 'pages' }).then(Boolean)")

    context.clear_cookies()
    context.add_cookies(cookies)
    page.goto(f"{demo.url}/desk/")
    until(page, QUEUED + ".then((all) => all.length === 0)")
    page.goto(f"{demo.url}/matters/{first}/")
    assert page.locator("main").inner_text().count("这句话只有我能看。") == 1
    assert "收到,正在办" in page.content()


def test_a_form_that_the_net_loses_in_the_middle_is_queued(phone, demo):
    page, context = phone, phone.context
    sign_in(page, demo, LEADER)
    until(page, "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")
    page.goto(f"{demo.url}/matters/new/")
    page.check("[name=origin][value=phone]")
    page.select_option("[name=place]", index=1)
    page.fill("[name=words]", "半路断网的一件事")
    page.select_option("[name=topic]", "facility")

    context.set_offline(True)
    page.evaluate(
        "document.querySelector('main form.sheet').submit()"
    )  # past the script, as if it had just looked
    page.wait_for_url("**/offline/")
    page.wait_for_selector("text=半路断网的一件事")
    context.set_offline(False)
    until(page, QUEUED + ".then((all) => all.length === 0)")
    page.goto(f"{demo.url}/matters/")
    assert page.locator("main").inner_text().count("半路断网的一件事") == 1


def test_what_a_resident_typed_survives_a_lost_net(demo, browser):
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.goto(demo.unit_page)
    press(page, "我要反映问题")
    page.fill("[name=spot]", "三楼楼道")
    press(page, "下一步")
    page.fill("[name=words]", "水管在漏,地上都是水。")

    where = page.url
    page.context.set_offline(True)
    with suppress(Error):
        press(page, "下一步")
        page.wait_for_url("chrome-error://**", timeout=3000)
    page.context.set_offline(False)
    page.goto(where)

    assert page.input_value("[name=words]") == "水管在漏,地上都是水。"
    press(page, "下一步")
    page.wait_for_url("**/sort/")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft'))") == []
    page.context.close()
