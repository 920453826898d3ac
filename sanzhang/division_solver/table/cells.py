"""The cells of a table as numbers and names; what can't be read is remembered, not raised, until all is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import SupportsIndex

from sanzhang.division_solver.table.columns import Columns
from sanzhang.division_solver.table.faults import Fault
from sanzhang.division_solver.table.sheet import Sheet, folded

MOST = 20_000  # households of one building; more is a slip of the pen
FARTHEST = 1e7  # metres: a quarter of the earth
YES = {"是", "1", "yes", "true", "y", "√", "整格"}
NO = {"", "否", "0", "no", "false", "n", "×"}
TOTALS = ("合计", "总计", "小计", "共计")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass
class Cells:
    """Reads columns below the header; collects the faults of all rows."""

    sheet: Sheet
    columns: Columns
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        below = [(number, texts) for number, texts in self.sheet.rows if number > self.columns.row]
        self.numbers = [number for number, _ in below]
        self.texts = [texts for _, texts in below]

    def column(self, at: int) -> list[str]:
        """Return the texts of a column."""
        return [row[at] if at < len(row) else "" for row in self.texts]

    def words(self, name: str, *, needed: bool = False) -> list[str]:
        """Return the texts of a field; empty ones are faults where they are needed."""
        found = self.column(self.columns.at[name])
        for index, text in enumerate(found):
            if needed and not text:
                self.blame(index, name, text, "请填上;不是楼栋的行请删掉。")
            elif name == "building" and folded(text).startswith(TOTALS):
                self.blame(index, name, text, "这是合计,不是楼栋。请删掉这一行。")
        return found

    def households(self) -> list[int]:
        """Return whole numbers of at least one."""
        found = []
        for index, text in enumerate(self.words("households")):
            number = number_of(text)
            if number is None or number != int(number):
                self.blame(index, "households", text, f"要写整数,{_example(text)}。")
            elif number < 1:
                self.blame(index, "households", text, "要写 1 以上的整数;没有住户的楼不用划,请删掉这一行。")
            elif number > MOST:
                self.blame(index, "households", text, f"一栋楼不会超过 {MOST} 户。请核对。")
            found.append(int(number) if number is not None and abs(number) <= MOST else 0)
        return found

    def amounts(self, name: str) -> list[float]:
        """Return numbers of nought or more."""
        found = []
        for index, text in enumerate(self.words(name)):
            number = number_of(text)
            if number is None:
                self.blame(index, name, text, f"要写数字,{_example(text)};没有就写 0。")
            elif not 0 <= number <= 1e9:
                self.blame(index, name, text, "要写 0 或更大的数,比如 12。")
            found.append(number or 0.0)
        return found

    def coordinates(self, name: str, limit: float, example: str) -> list[float]:
        """Return numbers between -limit and limit."""
        found = []
        for index, text in enumerate(self.words(name)):
            number = number_of(text)
            if number is None:
                self.blame(index, name, text, f"要写数字,比如 {example}。")
            elif abs(number) > limit:
                swapped = name == "lat" and abs(number) <= 180
                hint = "经度和纬度可能写反了" if swapped else f"要在 -{limit:.0f} 和 {limit:.0f} 之间"
                self.blame(index, name, text, f"{hint},这里要写的比如 {example}。")
            found.append(number if number is not None and abs(number) <= limit else 0.0)
        return found

    def flags(self, name: str) -> list[bool]:
        """Return yes or no."""
        found = self.words(name)
        for index, text in enumerate(found):
            if folded(text).lower() not in YES | NO:
                self.blame(index, name, text, "要写“是”或“否”。")
        return [folded(text).lower() in YES for text in found]

    def blame(self, index: SupportsIndex, name: str, value: str | None, words: str) -> None:
        """Remember what is wrong with a cell."""
        row = self.numbers[index]
        self.faults.append(Fault(self.sheet.file, words, row, self.columns.label(name), value))


def number_of(text: str) -> float | None:
    """Return the number that a text is, None if it is none."""
    plain = folded(text).replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    number = float(plain) if _NUMBER.fullmatch(plain) else None
    return number if number is not None and abs(number) < 1e300 else None


def numbered(texts: Iterable[str]) -> list[int]:
    """Return a number for each name, by first appearance; -1 for an empty cell."""
    known: dict[str, int] = {}
    return [known.setdefault(text, len(known)) if text else -1 for text in texts]


def _example(text: str) -> str:
    digits = re.search(r"[0-9]{1,5}", folded(text))
    return f"比如 {int(digits[0]) if digits else 120}"
