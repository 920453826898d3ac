"""Forms of rotation."""

from sanzhang.mechanisms.rotation.forms.rota import (
    EndForm,
    ExtendForm,
    OrderForm,
    StartForm,
    WordsForm,
)
from sanzhang.mechanisms.rotation.forms.turns import (
    DeclineForm,
    EnterForm,
    GiveUpForm,
    JoinForm,
    StopForm,
    SwapForm,
    TakeForm,
)

__all__ = [
    "DeclineForm",
    "EndForm",
    "EnterForm",
    "ExtendForm",
    "GiveUpForm",
    "JoinForm",
    "OrderForm",
    "StartForm",
    "StopForm",
    "SwapForm",
    "TakeForm",
    "WordsForm",
]
