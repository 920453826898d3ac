"""Parts that the sections of a report share."""

from collections.abc import Sequence
from dataclasses import dataclass

from sanzhang.division_solver.report.markup import Content, Element, tag


@dataclass(frozen=True)
class Figure:
    """A cell that is a number, or the head of a column of them: set to the right."""

    value: float | str

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return self.value
        return f"{self.value:,.0f}" if self.value == int(self.value) else f"{self.value:,.1f}"


def table(words: str, head: Sequence[str | Figure], rows: Sequence[Sequence[Content | Figure]]) -> Element:
    """Return a table that scrolls sideways where the screen is narrow; `words` name it."""
    top = tag("thead", tag("tr", [_cell("th", name, scope="col") for name in head]))
    body = [
        tag("tr", _cell("th", row[0], scope="row"), [_cell("td", cell) for cell in row[1:]]) for row in rows
    ]
    return tag(
        "div",
        tag("table", top, tag("tbody", body)),
        class_="wide",
        tabindex="0",
        role="region",
        aria_label=words,
    )


def _cell(name: str, content: Content | Figure, **attributes: str) -> Element:
    if isinstance(content, Figure):
        return tag(name, str(content), class_="figure", **attributes)
    return tag(name, content, **attributes)


def word(kind: str, text: str) -> Element:
    """Return a state in a word: `done`, `late` or `waiting`, told apart by shape too."""
    shape = {"done": "✓", "late": "✕", "waiting": "○"}[kind]
    return tag("span", f"{shape} {text}", class_=f"word word--{kind}")
