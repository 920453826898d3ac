"""The demo community's estates, as an office would write them into its sheet. Names, counts and places are invented.

Shapes follow what Changchun's lists show: six-floor slabs of two doors a landing until about 2005, then eleven-floor
houses and towers. Coordinates are WGS-84, laid out as rows of houses from a corner.
"""

from typing import NamedTuple

CITY, DISTRICT = ("2201", "长春市"), ("220102", "南关区")
STREET, COMMUNITY = ("220102098", "和润街道"), ("220102098001", "桐荫社区")
CORNER = (125.3302, 43.8574)  # longitude, latitude of the south-west corner
METRE = (1 / 80_300, 1 / 111_100)  # degrees a metre at this latitude
HEADERS: tuple[str, ...] = (
    *("网格", "小区", "楼栋", "单元", "楼层数", "每层户数", "建成年份", "地址", "经度", "纬度"),
    *("地块", "老年人户数", "出租户数"),
)
ROAD = "春和大街"  # the main road that parts the community into two blocks
EAST_OF_ROAD = 400  # metres from the corner


class Estate(NamedTuple):
    """An estate: houses alike, standing in rows, cut into grids by house number."""

    name: str
    built: int
    address: str
    houses: int
    units: int
    floors: int
    doors: int
    in_a_row: int
    east: int  # metres from the corner
    north: int
    grids: tuple[tuple[int, int], ...]  # (last house, grid)


ESTATES = (
    Estate("老机车宿舍", 1986, "机车路 15 号", 18, 3, 6, 2, 6, 0, 0, ((18, 1),)),
    Estate("春和里", 1995, "春和胡同 8 号", 14, 4, 6, 2, 5, 480, 0, ((14, 2),)),
    Estate("桐荫家园", 2003, "桐荫路 88 号", 24, 4, 6, 2, 6, 0, 210, ((12, 3), (24, 4))),
    Estate("锦程公寓", 2006, "锦程街 21 号", 16, 3, 6, 2, 4, 600, 190, ((16, 5),)),
    Estate("汇锦花园", 2010, "汇锦路 166 号", 12, 2, 11, 2, 6, 0, 450, ((12, 6),)),
    Estate("澜溪府", 2018, "澜溪路 9 号", 8, 1, 18, 4, 4, 420, 470, ((8, 7),)),
)


def rows() -> list[tuple[str | int | float, ...]]:
    """Return one row a unit, in the order of HEADERS."""
    return [row for estate in ESTATES for row in _rows_of(estate)]


def _rows_of(estate: Estate) -> list[tuple[str | int | float, ...]]:
    found: list[tuple[str | int | float, ...]] = []
    for house in range(1, estate.houses + 1):
        grid = next(grid for last, grid in estate.grids if house <= last)
        longitude, latitude = _place(estate, house)
        for unit in range(1, estate.units + 1):
            found.append(
                (
                    f"第{grid}网格",
                    estate.name,
                    f"{house}栋",
                    f"{unit}单元",
                    estate.floors,
                    estate.doors,
                    estate.built,
                    f"{estate.address}",
                    longitude,
                    latitude,
                    f"{ROAD}以{'东' if estate.east > EAST_OF_ROAD else '西'}",
                    *_who_lives_in(estate, house, unit),
                )
            )
    return found


def _place(estate: Estate, house: int) -> tuple[float, float]:
    line, column = divmod(house - 1, estate.in_a_row)
    east, north = estate.east + column * 78, estate.north + line * 48
    return round(CORNER[0] + east * METRE[0], 6), round(CORNER[1] + north * METRE[1], 6)


def _who_lives_in(estate: Estate, house: int, unit: int) -> tuple[int, int]:
    """Return how many households of a unit have somebody of 60 or older, and how many rent: invented."""
    homes, age = estate.floors * estate.doors, 2026 - estate.built
    more = (house * 3 + unit * 5) % 3 - 1
    return max(0, homes * (5 + age) // 100 + more), max(0, homes * (40 - age // 2) // 100 - more)
