"""What residents of a place may take part in: calls and votes under way, a rota to join; upper rooms register them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class Opening:
    """One thing a resident may do about a post, in words, and where."""

    words: str
    url: str


_providers: list[Callable[[Place, datetime], list[Opening]]] = []


def provide_openings(provider: Callable[[Place, datetime], list[Opening]]) -> None:
    """Let a room above name what residents of a place may take part in (called once, when it is ready)."""
    if provider not in _providers:
        _providers.append(provider)


def openings_of(place: Place, at: datetime) -> list[Opening]:
    """Return all that residents of a unit, building or grid may take part in at `at`."""
    return [opening for provider in _providers for opening in provider(place, at)]
