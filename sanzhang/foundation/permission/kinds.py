"""What a row of the table is made of: kinds of seats, and what a rule says."""

from dataclasses import dataclass

GRID, BUILDING, UNIT = "grid_leader", "building_leader", "unit_leader"
COMMUNITY, STREET, DEPARTMENT = "community_worker", "street_worker", "department_worker"
DISTRICT, CITY = "district_worker", "city_worker"
AUDITOR, SYSTEM_ADMIN = "auditor", "system_administrator"

LEADERS = (UNIT, BUILDING, GRID)
LADDER = (UNIT, BUILDING, GRID, COMMUNITY, STREET, DEPARTMENT)
STEERERS = (COMMUNITY, STREET, DISTRICT, CITY)
EVERY_SEAT = (*LADDER, DISTRICT, CITY, AUDITOR, SYSTEM_ADMIN)


@dataclass(frozen=True)
class Rule:
    """One row: `seats` that may do `action`, and `over` what.

    over: place — what lies in the seat's area; rung — and waits at the seat's rung; kept — persons whom the seat
    looks after; community — the seat's own community, or any for the administrator; anywhere — a seat suffices;
    signed_in — any person; anyone — the public too. `own`: the field of the thing that names its owner.
    `bearer`: kind of receipt or link that also opens it. `system`: the clock may do it. `words`: who may, in Chinese.
    """

    action: str
    seats: tuple[str, ...] = ()
    over: str = "place"
    own: str = ""
    bearer: str = ""
    system: bool = False
    words: str = "您没有办这件事的岗位。请联系所在社区。"
