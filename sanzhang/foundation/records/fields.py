"""Fields that keep personal data: encrypted text, and the blind index beside it."""

from typing import Any

from django.db import models

from sanzhang.foundation.records.crypto import blind_index, decrypt, encrypt


class Sealed:
    """A value as it lies in the database; opened when the row is read through its attribute."""

    __slots__ = ("stored",)

    def __init__(self, stored: str) -> None:
        self.stored = stored


class _Opening:
    """Opens a sealed value at first use, so that lists which show no name decrypt none."""

    def __init__(self, field: "EncryptedText") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        values = row.__dict__
        name = self.field.attname
        if name not in values:
            row.refresh_from_db(fields=[name])
        value = values[name]
        if isinstance(value, Sealed):
            value = values[name] = (
                decrypt(value.stored, bound_to=self.field.bound_to(row)) if value.stored else ""
            )
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedText(models.TextField):  # type: ignore[type-arg]
    """Text under SM4-GCM, bound to table:pk:column so that no value can be moved to another row.

    Can't be filtered, sorted or searched: add a `BlindIndex` where equality is needed.
    `bulk_create` and `save` work; `update()` is refused because it knows no primary key.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opening descriptor on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def bound_to(self, row: models.Model) -> str:
        """Return the additional data of the cipher: table:pk:column."""
        return f"{self.model._meta.db_table}:{row.pk}:{self.column}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        """Keep what the database holds sealed until somebody reads it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the sealed value for this row."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(encrypt(str(value), bound_to=self.bound_to(model_instance)) if value else "")

    def get_prep_value(self, value: Any) -> Any:
        """Let only sealed values through."""
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.stored
        raise TypeError(f"{self.name}: an encrypted field is written by save() and never compared")


class BlindIndex(models.CharField):  # type: ignore[type-arg]
    """Fingerprint of an encrypted value (see `crypto.blind_index`); empty where there is no value.

    `of`: the name of the encrypted field beside it; the fingerprint follows it at each save and bulk_create.
    """

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        options.setdefault("max_length", 64)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        options.setdefault("db_index", True)
        super().__init__(*args, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the fingerprint of the value beside it."""
        if self.of:
            value = getattr(model_instance, self.of)
            setattr(model_instance, self.attname, blind_index(value, self.of) if value else "")
        return super().pre_save(model_instance, add)
