"""Why something can't be done in a selection, in words."""


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class AlreadyRunning(NotPossible):
    """The post has a live selection."""

    def __init__(self, words: str = "这个岗位已经有一次选任在办,不用再发起。") -> None:
        super().__init__(words)


class AlreadyThere(NotPossible):
    """The person is put forward already, or the household has endorsed."""
