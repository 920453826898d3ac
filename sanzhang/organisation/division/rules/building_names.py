"""Which building a department means: by its code, by 桐荫家园12栋, by 12栋, by 12号楼; also 1-4栋、7栋 in one cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sanzhang.foundation.records.text import half_width

CODE = re.compile(r"[0-9]{20}")
PART = re.compile(r"[、,\uff0c;\uff1b/\n]+")
WORDS = "号楼|栋楼|栋|幢|号|座|楼|#"
RANGE = re.compile(rf"(.*?)第?([0-9]{{1,4}})(?:{WORDS})?[—–~\uff5e至到-]+第?([0-9]{{1,4}})({WORDS})?")
NUMBERED = re.compile(rf"([0-9]{{1,6}})({WORDS})")
MOST_IN_A_RANGE = 99


@dataclass(frozen=True)
class Known:
    """A building of the community."""

    id: int
    code: str
    estate: str
    name: str

    @property
    def full(self) -> str:
        """Return 桐荫家园12栋."""
        return f"{self.estate}{self.name}"


def plain(text: str) -> str:
    """Return a building's name without what offices write differently: 12栋, 12号楼, 第12幢 and 12# are 12."""
    tight = "".join(half_width(text).split()).replace("\uff03", "#").upper()
    tight = re.sub(rf"(?:{WORDS})$", "", tight)
    return re.sub(r"第(?=[0-9])|(?<![0-9])0+(?=[0-9])", "", tight)


class BuildingNames:
    """The buildings of a community by everything that they may be called."""

    def __init__(self, buildings: Iterable[Known]) -> None:
        self.by_name: dict[str, list[int]] = {}
        for one in buildings:
            for name in dict.fromkeys((one.code, plain(one.full), plain(one.name))):
                self.by_name.setdefault(name, []).append(one.id)

    def find(self, text: str, estate: str = "") -> list[int]:
        """Return the ids of the buildings that may be meant; several where only the estate would tell."""
        code = "".join(half_width(text).split())
        if CODE.fullmatch(code):
            return self.by_name.get(code, [])
        if estate.strip():
            return self.by_name.get(plain(f"{estate}{text}")) or self._whole(text)
        return self.by_name.get(plain(text), [])

    def _whole(self, text: str) -> list[int]:
        """Return what is meant where the estate stands in the cell once more: 桐荫家园12栋 beside 桐荫家园."""
        found = self.by_name.get(plain(text), [])
        return found if re.search(r"[\u4e00-\u9fff]", plain(text)) else []


def several(cell: str, names: BuildingNames, estate: str = "") -> list[str]:
    """Return the buildings of a cell one by one; 5-8栋 is 5栋 to 8栋 unless a building is called so."""
    if names.find(cell, estate):
        return [cell]
    found: list[str] = []
    for part in (part.strip() for part in PART.split(cell)):
        if part:
            found += [part] if names.find(part, estate) else _expanded(part)
    return found


def _expanded(part: str) -> list[str]:
    meant = RANGE.fullmatch("".join(half_width(part).split()))
    if not meant:
        return [part]
    before, first, last, word = meant[1], int(meant[2]), int(meant[3]), meant[4] or "栋"
    if not first < last <= first + MOST_IN_A_RANGE:
        return [part]
    return [f"{before}{number}{word}" for number in range(first, last + 1)]


def shortened(buildings: Iterable[tuple[str, str]]) -> str:
    """Return (estate, name) of buildings as people list them: 桐荫家园1-4栋、7栋,澜溪府2栋."""
    by_estate: dict[str, list[str]] = {}
    for estate, name in buildings:
        by_estate.setdefault(estate, []).append(name)
    return ",".join(f"{estate}{'、'.join(_runs(names))}" for estate, names in by_estate.items())


def _runs(names: Iterable[str]) -> list[str]:
    """Return names with neighbours joined: 1栋, 2栋, 3栋 → 1-3栋; two alone stay two."""
    names = list(names)
    numbered = sorted({(int(found[1]), found[2]) for name in names if (found := NUMBERED.fullmatch(name))})
    other = [name for name in names if not NUMBERED.fullmatch(name)]
    runs: list[list[tuple[int, str]]] = []
    for number, word in numbered:
        if runs and runs[-1][-1] == (number - 1, word):
            runs[-1].append((number, word))
        else:
            runs.append([(number, word)])
    told: list[str] = []
    for run in runs:
        (first, word), (last, _) = run[0], run[-1]
        told += [f"{first}-{last}{word}"] if len(run) > 2 else [f"{number}{word}" for number, _ in run]
    return [*told, *other]
