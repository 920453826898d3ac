"""Codes: 12 digits to the community (GB/T 2260, GB/T 10114), + grid 3, building 5, unit 2, household 4."""

from collections.abc import Iterable

WIDTH = {
    "city": 4,
    "district": 6,
    "street": 9,
    "community": 12,
    "grid": 15,
    "building": 20,
    "unit": 22,
    "household": 26,
}
WIDTHS = tuple(WIDTH.values())
BELOW = {
    "city": "district",
    "district": "street",
    "street": "community",
    "community": "grid",
    "grid": "building",
}
BELOW |= {"building": "unit"}
PARENT = {child: parent for parent, child in BELOW.items()} | {"estate": "community"}
NUMBER_WIDTH = {"grid": 3, "building": 5, "unit": 2, "household": 4, "estate": 2}


class NoNumberLeft(ValueError):
    """All numbers of this width were used; numbers are never used twice."""

    status = 409
    words = "这一级的编号已经用完。请联系系统管理员。"


class WrongParent(ValueError):
    """A place of this kind does not lie below such a parent."""

    status = 409

    def __init__(self, kind: str, parent: str) -> None:
        super().__init__(f"{kind} below {parent}")
        self.words = "上下级不对:网格在社区下,楼栋在网格下,单元在楼栋下。"


def child_path(parent: str, kind: str, number: int) -> str:
    """Return the path of child `number` of `parent`. Raises: NoNumberLeft."""
    width = NUMBER_WIDTH[kind]
    if not 0 < number < 10**width:
        raise NoNumberLeft(kind)
    return f"{parent}{'E' if kind == 'estate' else ''}{number:0{width}d}"


def next_number(parent: str, kind: str, used: Iterable[str]) -> int:
    """Return the number after the highest that was ever used below `parent` for `kind`."""
    width, sign = NUMBER_WIDTH[kind], "E" if kind == "estate" else ""
    start, length = parent + sign, len(parent) + len(sign) + width
    numbers = [
        int(path[-width:])
        for path in used
        if len(path) == length and path.startswith(start) and path[-width:].isdigit()
    ]
    return max(numbers, default=0) + 1


def kind_of_code(code12: str) -> str:
    """Return city, district, street or community by where a 12-digit code ends in zeros."""
    if code12[9:] != "000":
        return "community"
    if code12[6:9] != "000":
        return "street"
    return "city" if code12[4:6] == "00" else "district"


def path_of_code(code12: str) -> str:
    """Return the path of a 12-digit code."""
    return code12[: WIDTH[kind_of_code(code12)]]
