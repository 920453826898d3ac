"""Which areas a place lies in, and what a notice must say."""

WIDTHS = (4, 6, 9, 12, 15, 20, 22)  # city … unit: see territory
GRID = 4  # the place of the grid among them
TITLE_MAX, WORDS_MAX = 40, 2000


def areas_over(path: str) -> list[str]:
    """Return the paths of all areas that hold `path`, widest first, itself last."""
    return [path[:width] for width in WIDTHS if width <= len(path)]
