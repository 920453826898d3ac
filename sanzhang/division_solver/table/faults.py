"""What is wrong in a file, said so that it can be put right at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to put right: which file, row (from 1) and column, what stands there, what shall stand there."""

    file: str
    words: str
    row: int | None = None
    column: str = ""
    value: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}:" if self.row is None else f"{self.file} 第 {self.row} 行"
        column = f"“{self.column}”" if self.column else ""
        if self.value is None:
            return f"{where}{column}{self.words}"
        shown = self.value if len(self.value) <= 40 else self.value[:40] + "……"
        return f"{where}{column}" + (f"写的是“{shown}”,{self.words}" if shown else f"没有填,{self.words}")


class Unusable(ValueError):
    """A file that can't be used as it is; `faults` are all that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(file: str, words: str) -> Unusable:
    """Return the refusal of a whole file."""
    return Unusable([Fault(file, words)])
