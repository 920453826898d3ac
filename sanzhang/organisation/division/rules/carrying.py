"""Members of departments' grids on their way to the grids of a plan: where each goes, and what is doubtful (§1.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sanzhang.organisation.posts.rules import members

CLEAR = 0.9  # of a grid's households in one new grid: the rest is an edge, not a second area
SPLIT, NO_PHONE, TWO_PHONES, NOWHERE = "split", "no_phone", "two_phones", "nowhere"
DOUBTS = {
    SPLIT: "原来的网格分到了几个新网格",
    NO_PHONE: "没有电话",
    TWO_PHONES: "同一个姓名写了不同的电话",
    NOWHERE: "原来的网格里没有本方案的楼栋",
}
POLICE_DEPARTMENTS = ("公安", "派出所", "警务", "公安分局")
DEPARTMENTS = ("党建", "公安", "综治", "城管", "民政", "应急", "消防", "卫健", "市场监管", "生态环境")


@dataclass(frozen=True)
class Named:
    """A member as a department's file names one."""

    member: int
    grid: int
    name: str
    phone: str


@dataclass(frozen=True)
class Proposal:
    """Where a member would go: numbers of grids of the plan, the phone, and what somebody must decide."""

    member: int
    grids: tuple[int, ...]
    phone: str
    phones: tuple[str, ...]  # all that are written beside this name
    doubts: tuple[str, ...]


def flows(
    homes: Mapping[int, int], inside: Iterable[tuple[int, int]], number_of: Mapping[int, int]
) -> dict[int, dict[int, int]]:
    """Return grid of a department → number of a new grid → households that lie in both; 0 counts as there.

    `inside`: pairs of a building and a grid of a department; a building lies in one grid of each department.
    """
    found: dict[int, dict[int, int]] = {}
    for building, grid in inside:
        if building in number_of:
            flow = found.setdefault(grid, {})
            number = number_of[building]
            flow[number] = flow.get(number, 0) + homes.get(building, 0)
    return found


def takers(flow: Mapping[int, int]) -> tuple[tuple[int, ...], bool]:
    """Return the new grids that take an old one, and whether it is only one, by all but an edge.

    A new grid that holds less than a tenth takes nobody, where another does.
    """
    whole = sum(flow.values())
    if len(flow) < 2 or not whole:
        return tuple(sorted(flow)), len(flow) == 1
    most = max(flow, key=lambda number: (flow[number], -number))
    if flow[most] >= CLEAR * whole:
        return (most,), True
    edge = (1 - CLEAR) * whole
    return tuple(number for number in sorted(flow) if number == most or flow[number] > edge), False


def proposals(named: Iterable[Named], flow: Mapping[int, Mapping[int, int]]) -> list[Proposal]:
    """Return where each member would go; without doubts it goes by itself."""
    everybody = list(named)
    phones: dict[str, list[str]] = {}
    for one in everybody:
        known = phones.setdefault(one.name, [])
        if one.phone and one.phone not in known:
            known.append(one.phone)
    return [_proposal(one, flow.get(one.grid, {}), phones[one.name]) for one in everybody]


def _proposal(one: Named, flow: Mapping[int, int], phones: Sequence[str]) -> Proposal:
    grids, is_clear = takers(flow)
    doubts = [
        NOWHERE if not grids else "",
        SPLIT if grids and not is_clear else "",
        TWO_PHONES if len(phones) > 1 else NO_PHONE if not one.phone else "",
    ]
    phone = one.phone or (phones[0] if len(phones) == 1 else "")
    return Proposal(one.member, grids, phone, tuple(phones), tuple(doubt for doubt in doubts if doubt))


def kind_of(department: str) -> tuple[str, str]:
    """Return (kind, label) of a department's members among the members of a grid: 公安 → police, 城管 → 城管网格员."""
    if department in POLICE_DEPARTMENTS:
        return members.POLICE, ""
    return members.OTHER, f"{department[:17]}网格员"
