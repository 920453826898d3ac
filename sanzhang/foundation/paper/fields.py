"""A form's field for a table that somebody hands in."""

from dataclasses import dataclass
from typing import Any

from django import forms

from sanzhang.foundation.paper.tables import Sheet, UnreadableTable, read_tables
from sanzhang.foundation.paper.workbooks import XLSX


@dataclass(frozen=True)
class Handed:
    """A table as it was handed in: its file's name, its bytes, and its sheets as they were read."""

    name: str
    content: bytes
    sheets: list[Sheet]

    @property
    def as_file(self) -> dict[str, str]:
        """Return how `files` keeps it: by its name, of which sort."""
        return {"name": self.name, "mime": XLSX, "kind": "table"}


class TableField(forms.FileField):
    """A file that has to be readable as a table; what is wrong with one stands at the field, in words."""

    def clean(self, data: Any, initial: Any = None) -> Handed | None:
        """Return the table, None where none was sent. Raises: ValidationError."""
        file = super().clean(data, initial)
        if not file:
            return None
        content = file.read()
        try:
            return Handed(file.name, content, read_tables(content, file.name))
        except UnreadableTable as fault:
            raise forms.ValidationError(fault.words, code="unreadable") from fault
