"""What an office does: import with faults and without, seat, print plaques."""

import re

import openpyxl
import pytest

pytestmark = pytest.mark.journey


def workbook(path, rows) -> str:
    """Write rows to an .xlsx and return its path."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


def test_an_import_with_faults_takes_nothing_and_the_corrected_one_changes_what_differs(
    open_page, demo, tmp_path
):
    head = ["网格", "小区", "楼栋", "单元", "楼层数", "每层户数", "户数"]
    page = open_page("刘敏", desktop=True)

    page.goto(f"{demo.url}/territory/import/")
    page.set_input_files(
        "input[type=file]", workbook(tmp_path / "a.xlsx", [head, [3, "新苑", "1栋", 1, "", "", "约30"]])
    )
    page.click("main form button:has-text('试导入')")
    page.wait_for_load_state()
    assert "约30" in page.content()
    assert "要写整数" in page.content()
    with page.expect_download() as saved:
        page.click("a:has-text('下载标好错误的表')")
    with open(saved.value.path(), "rb") as file:
        marked = openpyxl.load_workbook(file)
    assert "要改的地方" in marked.sheetnames

    page.goto(f"{demo.url}/territory/import/")
    page.set_input_files(
        "input[type=file]", workbook(tmp_path / "b.xlsx", [head, [3, "新苑", "1栋", 1, 6, 2, ""]])
    )
    page.click("main form button:has-text('试导入')")
    page.wait_for_load_state()
    assert "新增楼栋" in page.content()
    page.click("main form button:has-text('确认导入')")
    page.goto(f"{demo.url}/territory/?q=新苑")
    assert "新苑" in page.locator("main").inner_text()


def test_a_vacant_post_is_filled_and_shown_on_the_tree(open_page, demo):
    page = open_page("刘敏", desktop=True)
    page.goto(f"{demo.url}/posts/?state=vacant&kind=unit_leader")
    page.locator("main .cells a").first.click()
    page.click("main a:has-text('安排人选')")
    page.fill("[name=name]", "欧阳·小满")
    page.fill("[name=phone]", "13800007777")
    page.check("[name=show_name]")
    page.click("main form button:has-text('安排上岗')")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))

    assert "欧阳·小满" in page.content()


def test_a_batch_of_plaques_shows_progress_and_ends_in_a_pdf(open_page, demo):
    page = open_page("刘敏", desktop=True)
    page.goto(f"{demo.url}/plaques/print/")
    page.select_option("[name=which]", "all")
    page.locator("[name=place] option").nth(1).evaluate("one => { one.selected = true }")
    page.click("main form button:has-text('开始排版')")
    page.wait_for_url(re.compile(r"/plaques/runs/\d+/"))
    for _ in range(60):
        page.reload()
        if page.locator("a:has-text('下载 PDF')").count():
            break
        page.wait_for_timeout(500)
    with page.expect_download() as saved:
        page.locator("a:has-text('下载 PDF')").evaluate("one => { one.download = 'a.pdf'; one.click() }")

    with open(saved.value.path(), "rb") as pdf:
        assert pdf.read(5) == b"%PDF-"
