"""Many grids into one: a sheet is taken, conflicts are seen, one net is drafted, members are decided on."""

import re

import pytest

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook

pytestmark = pytest.mark.journey


def start(page, demo) -> None:
    page.goto(f"{demo.url}/division/")
    page.click("a:has-text('多网合一')")
    page.wait_for_selector("h1:has-text('多网合一')")


def filled_in(content: bytes) -> bytes:
    """Return the sheet as an office fills it in: two grids, the border in the middle of the list."""
    head, *rows = (row.texts for row in read_tables(content, "t.xlsx")[0].rows)
    half = len(rows) // 2
    told = [(*row[:2], "MZ1" if number < half else "MZ2", "", "", "", "") for number, row in enumerate(rows)]
    told[0] = (*told[0][:3], "东片", "吴迪", "13800138000", "救助")
    return write_workbook([Table("民政", head, told)])


def test_a_department_s_sheet_is_filled_in_tried_and_taken(open_page, demo, tmp_path):
    page = open_page("刘敏", desktop=True)
    start(page, demo)
    page.click("a:has-text('导入一个部门的网格')")
    with page.expect_download() as got:
        page.click("a:has-text('下载空表')")
    sheet = tmp_path / "minzheng.xlsx"
    sheet.write_bytes(filled_in(got.value.path().read_bytes()))
    page.select_option("[name=department]", "民政")
    page.set_input_files("[name=file]", sheet)
    page.click("button:has-text('试导入')")
    page.wait_for_selector("h1:has-text('试导入:民政的网格')")
    assert "读到 2 个网格" in page.inner_text("main")
    page.click("button:has-text('确认导入')")

    page.wait_for_selector("th:has-text('民政')")
    assert page.locator("a:has-text('民政')").count() >= 3  # beside each of the others
    page.locator("tr", has_text="民政").locator("a:has-text('删掉')").click()
    page.click("button:has-text('删掉')")
    page.wait_for_selector("h1:has-text('多网合一')")
    assert page.locator("th:has-text('民政')").count() == 0


@pytest.mark.parametrize("desktop", [True, False])
def test_conflicts_are_seen_on_the_map_and_in_the_list(open_page, demo, desktop):
    page = open_page("刘敏", desktop=desktop)
    start(page, demo)
    house = page.locator(".plan_mark[title^='汇锦花园5栋']")
    house.wait_for(state="attached")

    title = house.get_attribute("title")
    assert "城管 第7责任区(CG7)" in title
    number = re.search(r"冲突 ([0-9]+)", title)[1]
    assert "汇锦花园5栋、6栋" in page.inner_text(f"#piece-{number}")


def test_one_net_is_computed_from_all_and_members_wait_for_a_decision(open_page, demo):
    page = open_page("刘敏", desktop=True)
    start(page, demo)
    page.check("input[value=solver]")
    page.click("button:has-text('起草方案')")
    page.wait_for_url(re.compile(r"/division/draft/\d+/"))
    page.wait_for_selector("h2:has-text('比一比')", timeout=90_000)
    assert "照顾各部门网格" in page.inner_text("main")
    page.click("a:has-text('部门网格员去向')")
    page.locator("a", has_text="钟伟").click()
    page.check("label:has-text('不登记电话')")
    page.click("button:has-text('就这样定')")
    decided = page.locator("li", has_text="钟伟")
    decided.locator("button:has-text('撤销')").click()
    page.wait_for_selector("a:has-text('钟伟') >> text=去决定")

    page.click("a:has-text('看方案')")
    page.click("button:has-text('这一稿不要了')")
    page.wait_for_selector("text=已撤回")
