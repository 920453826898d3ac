"""What a plaque says, and what changed since it was printed (§11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

UNIT, BUILDING, GRID = "unit", "building", "grid"
NOUNS = {UNIT: "单元", BUILDING: "楼栋", GRID: "网格"}
PARTS = {
    "area": "管辖区域",
    "households": "居民户数",
    "grid_leader": "网格长",
    "building_leader": "楼栋长",
    "unit_leader": "单元长",
    "link": "网址",
}
LABELS = {"grid_leader": "网格长", "building_leader": "楼栋长", "unit_leader": "单元长"}
PAPERS = {"A4": 595.28, "A3": 841.89}  # width in points


@dataclass(frozen=True)
class Line:
    """One leader as printed: nothing here that was not consented to."""

    kind: str
    name: str
    note: str
    phone: str
    phone_label: str

    @property
    def label(self) -> str:
        """Return 单元长, 楼栋长, 网格长."""
        return LABELS[self.kind]


@dataclass(frozen=True)
class Face:
    """All that one plaque says."""

    noun: str
    community: str
    heading: str
    area: str
    address: str
    households: int
    grid: str
    lines: tuple[Line, ...]
    link: str
    code: str

    @property
    def reversed_lines(self) -> tuple[Line, ...]:
        """Return the nearest leader first, as the page shows them."""
        return tuple(reversed(self.lines))

    def parts(self) -> dict[str, str]:
        """Return each part as one text, for fingerprints."""
        said = {
            "area": f"{self.area}|{self.address}|{self.grid}",
            "households": str(self.households),
            "link": self.link,
        }
        return said | {
            line.kind: f"{line.name}|{line.note}|{line.phone}|{line.phone_label}" for line in self.lines
        }


def line_of(
    kind: str, *, name: str | None, phone: str, consents: set[str], acting: bool, duty_phone: str, below: str
) -> Line:
    """Return a leader's line: name and phone as consented, else the title and the duty number (PIPL 25).

    `name` None: the post is vacant; `below` says whom to ask meanwhile.
    """
    if name is None:
        return Line(kind, "空缺", below, duty_phone, "社区值班电话")
    shown = name if "plaque.name" in consents else "已到岗"
    note = "代理" if acting else "" if "plaque.name" in consents else "本人不公示姓名"
    if "plaque.phone" in consents and phone:
        return Line(kind, shown, note, spaced(phone), "电话")
    return Line(kind, shown, note, duty_phone, "社区值班电话")


def spaced(phone: str) -> str:
    """Return 138 0000 0001; a landline stays as it is."""
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if len(phone) == 11 and phone.startswith("1") else phone


def prints_of(face: Face, fingerprint: Callable[[str], str]) -> dict[str, str]:
    """Return a fingerprint of each part: enough to see a change, too little to read a name."""
    return {part: fingerprint(words)[:16] for part, words in face.parts().items()}


def changed(now: Mapping[str, str], printed: Mapping[str, str] | None) -> list[str]:
    """Return which parts differ from the last print, in words; ["从未印过"] if there was none."""
    if printed is None:
        return ["从未印过"]
    parts = [part for part in PARTS if now.get(part) != printed.get(part)]
    return [PARTS[part] for part in parts]
