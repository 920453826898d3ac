"""Why something can't be done to a plan, in words."""


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class SomebodyWasFaster(Exception):
    """The plan was changed since it was read; nothing of either is lost."""

    status = 409
    words = "刚才有人改了这个方案。您这一步没有生效,请看看现在的样子再做。"
