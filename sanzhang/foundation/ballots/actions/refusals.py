"""Why a vote can't be taken, in words."""


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class AlreadyVoted(NotPossible):
    """The roll has a ballot of this voter."""

    def __init__(self, words: str = "您家已经投过票了,一户只能投一次。") -> None:
        super().__init__(words)


class NotOpen(NotPossible):
    """Voting has not begun, or is over."""


class NoSuchCode(NotPossible):
    """No roll knows this code."""

    status = 404

    def __init__(
        self, words: str = "没有这个投票码。请看投票单或短信,核对 12 位码;还是不行,请找社区换一个。"
    ) -> None:
        super().__init__(words)
