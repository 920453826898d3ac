"""Why something can't be done to a rota, in words."""


class NotPossible(Exception):
    """It can't be done as things are."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
