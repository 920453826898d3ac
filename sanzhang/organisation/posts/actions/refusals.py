"""Why something can't be done to a post, in words."""


class PostTaken(Exception):
    """Somebody holds the post in that time."""

    status = 409

    def __init__(
        self, words: str = "这个岗位在这段时间里已经有人。请先给现任办离岗,或者改上岗时间。"
    ) -> None:
        super().__init__(words)
        self.words = words


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
