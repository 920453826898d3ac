"""What may be done next, each with its own small form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Doing:
    """One thing to do: its address below the page, its question, its form, the words of its button."""

    name: str
    title: str
    form: Any
    button: str

    @property
    def is_open(self) -> bool:
        """Say whether it should stand open: it was sent and something is missing."""
        return bool(self.form.is_bound)


def doings(
    names: Iterable[str],
    kinds: Mapping[str, Any],
    titles: Mapping[str, tuple[str, str]],
    *,
    given: tuple[str, Any] | None = None,
    **options: Any,
) -> list[Doing]:
    """Return the forms by name; `given`: the one that was sent and must be shown again."""
    return [
        Doing(
            name,
            titles[name][0],
            given[1] if given and given[0] == name else kinds[name](auto_id=f"{name}_%s", **options),
            titles[name][1],
        )
        for name in names
    ]
