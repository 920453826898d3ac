"""The one table: action → which seats, over what. Deny by default: what is not here can't be done.

Printed into the documents; every URL and every action names a row, or a test fails.
"""

from sanzhang.foundation.permission.kinds import (
    AUDITOR,
    BUILDING,
    CITY,
    COMMUNITY,
    DEPARTMENT,
    DISTRICT,
    EVERY_SEAT,
    GRID,
    LADDER,
    LEADERS,
    STEERERS,
    STREET,
    SYSTEM_ADMIN,
    UNIT,
    Rule,
)
from sanzhang.foundation.permission.rows_above import ROWS as ABOVE
from sanzhang.foundation.permission.rows_feedback import ROWS as FEEDBACK
from sanzhang.foundation.permission.rows_ground import ROWS as GROUND
from sanzhang.foundation.permission.rows_mediation import ROWS as MEDIATION
from sanzhang.foundation.permission.rows_organisation import ROWS as ORGANISATION
from sanzhang.foundation.permission.rows_supervision import ROWS as SUPERVISION
from sanzhang.foundation.permission.rows_work import ROWS as WORK

TABLE: dict[str, Rule] = {
    rule.action: rule for rule in (*GROUND, *ORGANISATION, *ABOVE, *WORK, *FEEDBACK, *SUPERVISION, *MEDIATION)
}

__all__ = [
    "AUDITOR",
    "BUILDING",
    "CITY",
    "COMMUNITY",
    "DEPARTMENT",
    "DISTRICT",
    "EVERY_SEAT",
    "GRID",
    "LADDER",
    "LEADERS",
    "STEERERS",
    "STREET",
    "SYSTEM_ADMIN",
    "TABLE",
    "UNIT",
    "Rule",
]
