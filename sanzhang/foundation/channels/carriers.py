"""Carriers: what takes a message out of the house. The file carrier; the contract for all."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from sanzhang.foundation.channels import rules
from sanzhang.foundation.channels.models import Message


@dataclass(frozen=True)
class Accepted:
    """The carrier took it; `provider_id` is its receipt, if it gives one. `delivered`: it is there."""

    provider_id: str = ""
    delivered: bool = False


@dataclass(frozen=True)
class TryLater:
    """Not now. `unsure`: the carrier may have taken it all the same; it is asked before the next try."""

    words: str
    unsure: bool = False


@dataclass(frozen=True)
class Refused:
    """Never: the number is wrong, or the words are not allowed."""

    words: str


Outcome = Accepted | TryLater | Refused


class Carrier(Protocol):
    """Takes one message out. Raises nothing: a fault of the carrier is an outcome."""

    def carry(self, message: Message) -> Outcome:
        """Hand the message over."""


class FileCarrier:
    """Writes DATA_DIR/outbox/<id>.json, one message a file, on disk before it counts as sent."""

    def carry(self, message: Message) -> Outcome:
        """Write the file; writing it twice leaves one file."""
        folder = Path(settings.DATA_DIR) / "outbox"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            _write(folder / f"{message.pk}.json", letter(message))
        except OSError as fault:
            return TryLater(f"消息文件写不进去({fault.strerror})。")
        return Accepted(delivered=True)


def letter(message: Message) -> dict[str, object]:
    """Return what a carrier may know of a message, as JSON."""
    return {
        "id": str(message.pk),
        "to": str(message.to_id) if message.to_id else None,
        "phone": message.phone,
        "template": message.template,
        "words": message.words,
        "link": message.link,
        "community_id": str(message.community_id) if message.community_id else None,
        "created_at": message.created_at.astimezone(rules.ZONE).isoformat(),
    }


def _write(file: Path, content: dict[str, object]) -> None:
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def latest_letters(count: int) -> list[dict[str, object]]:
    """Return the newest messages that the file carrier wrote, newest first."""
    folder = Path(settings.DATA_DIR) / "outbox"
    numbers = sorted(
        (int(file.stem) for file in folder.glob("*.json") if file.stem.isdecimal()), reverse=True
    )
    letters = []
    for number in numbers[:count]:
        letter_read = json.loads((folder / f"{number}.json").read_text())
        letters.append(letter_read | {"created_at": datetime.fromisoformat(letter_read["created_at"])})
    return letters
