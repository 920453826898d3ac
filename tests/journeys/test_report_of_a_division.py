"""The report of `./sz divide` in a browser: open to everybody, whole by itself, on a phone, on a desk and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from sanzhang.division_solver.tests.runs import divide
from sanzhang.division_solver.tests.tables import EIGHT, HEADER, write
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.journey
HOSTILE = "<img src=x onerror=document.title='打开了'>"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    rows = [(*row, "幸福社区") for row in EIGHT]
    rows += [(HOSTILE, 750, 0, 0, "独楼社区"), ("小楼", 10, 50, 0, "独楼社区")]
    write(folder / "a.csv", rows, (*HEADER, "社区"))
    answer = divide(folder, "a.csv", "--report", "report.html")
    assert answer.code == 1, answer.err
    return (folder / "report.html").as_uri()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desk"])
def sheet(request, browser, address):
    context = browser.new_context(viewport=request.param, locale="zh-CN", bypass_csp=True)
    page, asked, faults = context.new_page(), [], []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda said: faults.append(said.text))
    page.goto(address)
    yield page
    context.close()
    assert asked == [address]
    assert faults == []


def test_the_report_is_open_to_everybody(sheet):
    found = Axe().run(sheet).response["violations"]

    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def test_the_report_never_scrolls_sideways(sheet):
    assert not sheet.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_hostile_name_is_shown_and_does_nothing(sheet):
    assert HOSTILE in sheet.text_content("main")
    assert sheet.title() == "网格划分方案:a.csv"


def test_each_grid_has_a_number_that_can_be_read_on_the_map(sheet):
    numbers = sheet.locator("svg.map .number")

    assert numbers.count() >= 3
    assert all(numbers.nth(at).bounding_box()["height"] >= 14 for at in range(numbers.count()))


def test_the_report_can_be_printed(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)

    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()
