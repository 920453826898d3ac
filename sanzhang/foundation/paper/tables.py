"""Tables in: .xlsx, .xls and .csv as offices really keep them, read into text cells that know where they stood.

A stranger's file is opened in a process of its own (`reading.py`), with limits on memory and time: a workbook of five
kilobytes can ask for half a terabyte, and then only that process ends.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 30
SOURCES = Path(__file__).parents[3]
_OPEN = f"import sys; sys.path.insert(0, {str(SOURCES)!r}); from sanzhang.foundation.paper.reading import main; main()"
_TOO_MUCH = "这个表格太大或者损坏了,读不下来。请新建一个表格,只把要导入的内容粘贴过去,另存为 .xlsx 再传。"


class UnreadableTable(ValueError):
    """The file can't be read as a table; `words` says why and what to do."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Row:
    """One row: its true number (from 1), its texts, column A first, and the columns filled from a merged cell."""

    number: int
    texts: tuple[str, ...]
    spread: frozenset[int] = frozenset()

    def text(self, column: int) -> str:
        """Return the text of a column (from 0); empty beyond the last."""
        return self.texts[column] if 0 <= column < len(self.texts) else ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: name, rows that are not empty, and what was odd about it."""

    name: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


def letter(column: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_tables(content: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of a file, by its content, not its name. Raises: UnreadableTable."""
    if not content:
        raise UnreadableTable("这个文件是空的。请打开看一看,另存一份再传。")
    if len(content) > MOST_BYTES:
        raise UnreadableTable("文件超过 20 MB。请只留要导入的那张表,另存一份再传。")
    stem = Path(filename.replace("\\", "/").replace("\x00", "")).stem[:60].strip() or "表格"
    try:
        opened = subprocess.run(
            [sys.executable, "-I", "-c", _OPEN, stem.encode("utf-8", "replace").decode()],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
            env={"RUST_BACKTRACE": "0"},  # nothing of ours is known to it
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise UnreadableTable(_TOO_MUCH) from fault
    return _sheets(opened.stdout)


def _sheets(answer: bytes) -> list[Sheet]:
    found: list[tuple[str, list[Row], tuple[str, ...]]] = []
    known: dict[str, str] = {}  # the same words again and again: one copy each
    for line in answer.splitlines():
        told = json.loads(line)
        if isinstance(told, list):
            number, texts, spread = told
            same = tuple(known.setdefault(text, text) for text in texts)
            found[-1][1].append(Row(number, same, frozenset(spread)))
        elif "words" in told:
            raise UnreadableTable(told["words"])
        else:
            found.append((told["name"], [], tuple(told["notes"])))
    return [Sheet(name, tuple(rows), notes) for name, rows, notes in found]
