"""Whatever is sent: sheets, or a refusal in plain words; never another exception (R17, T20, G13)."""

import re
import time

import pytest

from sanzhang.foundation.paper.tables import UnreadableTable, read_tables
from sanzhang.foundation.paper.tests.malformed import cases

CASES = cases()


def test_there_are_enough_of_them():
    assert len(CASES) >= 90


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_read_or_refused_in_words(name):
    filename, content, outcome = CASES[name]
    began = time.monotonic()

    try:
        sheets = read_tables(content, filename)
    except UnreadableTable as fault:
        said = fault.words
    else:
        said = ""
        assert all(text == text.strip() for sheet in sheets for row in sheet.rows for text in row.texts)

    assert ("refused" if said else "read") == outcome, said
    assert time.monotonic() - began < 30
    if said:
        assert re.search(r"[\u4e00-\u9fff]", said)
        assert said.endswith("。")
        assert "请" in said
        assert not re.search(r"非法|无效|错误代码|操作失败|Error|error|Traceback", said)
