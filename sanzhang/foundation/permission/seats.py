"""A seat: what a person holds at one instant, as told by the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """A post held at an instant: kind of post, its area as a path, and its title on screen."""

    post_id: int
    tenure_id: int
    kind: str
    path: str
    community_id: int | None
    title: str
    acting: bool = False
