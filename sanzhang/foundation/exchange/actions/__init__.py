"""What can be done in exchange: each asks the table first, ends with an entry."""

from sanzhang.foundation.exchange.actions.deliveries import announce, deliver, forget_old, send_again
from sanzhang.foundation.exchange.actions.hooks import make_hook, remove_hook, resume_hook, rotate_secret
from sanzhang.foundation.exchange.actions.keys import (
    KeyRefused,
    TooMany,
    admit,
    let_in_openly,
    make_key,
    revoke_key,
)

__all__ = [
    "KeyRefused",
    "TooMany",
    "admit",
    "announce",
    "deliver",
    "forget_old",
    "let_in_openly",
    "make_hook",
    "make_key",
    "remove_hook",
    "resume_hook",
    "revoke_key",
    "rotate_secret",
    "send_again",
]
