"""Tables for tests: a community of eight slabs in two rows, as a file."""

import csv
from pathlib import Path

HEADER = ("楼栋", "户数", "x", "y")
EIGHT = [(f"{number}号楼", 140, 60 * (number % 4), 80 * (number // 4)) for number in range(8)]


def write(path: Path, rows, header=HEADER, encoding="utf-8") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def faults_of(error) -> list[str]:
    return [str(fault) for fault in error.value.faults]
