"""The list of kinds is taken away, changed in a spreadsheet and brought back: whole or not at all (§4.2)."""

import io
import re
from uuid import uuid4

import openpyxl
import pytest
import time_machine

from sanzhang.duties.catalogue import queries
from sanzhang.duties.catalogue.models import Kind
from tests.times import MONDAY_10AM

LIFT = "S0103"


@pytest.fixture
def city(client, cast):
    """The city's worker with the list of kinds at hand."""

    class City:
        def get(self, url):
            client.force_login(cast.wu)
            with time_machine.travel(MONDAY_10AM, tick=False):
                return client.get(url)

        def send(self, url, **fields):
            client.force_login(cast.wu)
            with time_machine.travel(MONDAY_10AM, tick=False):
                return client.post(url, {"idempotency_key": uuid4().hex, **fields})

        def book(self):
            content = b"".join(self.get("/kinds/?as=xlsx&q=电梯").streaming_content)
            return openpyxl.load_workbook(io.BytesIO(content))

        def bring(self, book):
            """Send a workbook; return the address of its preview."""
            file = io.BytesIO()
            book.save(file)
            file.seek(0)
            file.name = "类别.xlsx"
            return self.send("/kinds/import/", file=file)["Location"]

        def confirm(self, url):
            digest = re.search(r'name="digest" value="(\w+)"', self.get(url).content.decode())
            return self.send(url, digest=digest[1])

    return City()


def cell(book, code, title):
    sheet = book.active
    column = next(one.column for one in sheet[1] if one.value == title)
    row = next(one.row for one in sheet["A"] if one.value == code)
    return sheet.cell(row, column)


def test_what_was_taken_away_and_not_changed_changes_nothing(city):
    page = city.get(city.bring(city.book())).content.decode()

    assert "表里写的和现在的类别一样" in page
    assert "要改的地方</dt><dd>0" in page


def test_a_changed_clock_and_question_come_back_and_a_second_time_nothing(city):
    book = city.book()
    cell(book, LIFT, "单独的时限").value = "楼栋长 2 小时\n答复居民 1 天"
    cell(book, LIFT, "要多问的话").value = "几号梯|文字||必填"
    url = city.bring(book)
    assert f"{LIFT} " in city.get(url).content.decode()

    assert city.confirm(url).status_code == 302

    kind = queries.by_code(LIFT)
    assert {(one.rung, one.amount, one.unit) for one in kind.clocks.all()} == {
        ("building_leader", 2, "hours"),
        ("", 1, "days"),
    }
    assert [(one.words, one.is_needed) for one in kind.questions.all()] == [("几号梯", True)]
    assert "表里写的和现在的类别一样" in city.get(city.bring(book)).content.decode()


def test_a_row_without_a_code_is_a_new_kind(city):
    book = city.book()
    row = [one.value for one in book.active[2]]
    titles = [one.value for one in book.active[1]]
    row[titles.index("编码")], row[titles.index("名称")] = None, "快递柜坏了"
    book.active.append(row)

    assert city.confirm(city.bring(book)).status_code == 302

    assert Kind.objects.get(name="快递柜坏了").code.startswith("S9")


def test_faults_name_row_and_column_and_nothing_is_taken(city):
    book = city.book()
    cell(book, LIFT, "居民页上归到").value = "不认识的一类"
    cell(book, LIFT, "单独的时限").value = "随便"
    cell(book, LIFT, "主管部门").value = "换了一个部门"
    url = city.bring(book)

    page = city.get(url).content.decode()
    assert "“居民页上归到”写的是“不认识的一类”,认不出来。可以写:" in page
    assert "“单独的时限”写的是“随便”" in page
    assert 'name="digest"' not in page
    assert city.send(url, digest="x").status_code == 409
    assert queries.by_code(LIFT).department != "换了一个部门"
    assert city.get(f"{url}faults/")["Content-Type"].endswith("sheet")


@pytest.mark.parametrize(
    ("title", "value", "words"),
    [("编码", "S7777", "没有这个编码"), ("名称", None, "请写名称"), ("编码", None, "已经有这一类")],
)
def test_a_wrong_code_or_name_is_told(city, title, value, words):
    book = city.book()
    cell(book, LIFT, title).value = value

    assert words in city.get(city.bring(book)).content.decode()


def test_a_catalogue_that_changed_meanwhile_is_looked_at_again(city):
    book = city.book()
    cell(book, LIFT, "主管部门").value = "市场监管"
    url = city.bring(book)
    digest = re.search(r'name="digest" value="(\w+)"', city.get(url).content.decode())[1]
    Kind.objects.filter(code=LIFT).update(department="市场监管")

    answer = city.send(url, digest=digest)

    assert answer.status_code == 409
    assert "确认的时候类别变了" in answer.content.decode()


def test_a_table_that_is_none_says_so_and_others_may_not(city, cast, client):
    file = io.BytesIO(b"\x00\x01not a table")
    file.name = "x.xlsx"
    assert city.send("/kinds/import/", file=file).status_code == 422
    client.force_login(cast.liu)
    assert client.get("/kinds/import/").status_code == 403
