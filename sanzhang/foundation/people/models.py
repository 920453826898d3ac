"""Persons, one-time codes, consents."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sanzhang.foundation.people import rules
from sanzhang.foundation.records.fields import BlindIndex, EncryptedText, Sealed
from sanzhang.foundation.records.ids import new_id

NOT_CONFIRMED = -1  # `totp_last_step` of a second factor that was given, but not yet used


def new_journal_key() -> str:
    """Return the random key by which alone the journal knows a person."""
    return secrets.token_hex(16)


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by login, as Django's sign-in asks."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person of an office login."""
        return self.get(login=username)


class Person(AbstractBaseUser):
    """A person known to the platform: leader, office worker, or resident with an account."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = EncryptedText()
    name_index = BlindIndex(of="name")
    phone = EncryptedText(default="", blank=True)
    phone_index = BlindIndex(of="phone")
    login = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 — unique where given
    totp_secret = EncryptedText(default="", blank=True)
    totp_last_step = models.BigIntegerField(default=0)  # a code is good once; NOT_CONFIRMED
    journal_key = models.CharField(max_length=32, unique=True, default=new_journal_key)
    phone_verified_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    large_type = models.BooleanField(default=False)
    enrolled_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    last_login = None  # the journal tells

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        db_table = "people_person"

    def __str__(self) -> str:
        return f"Person {self.pk}"  # never the name: this lands in logs

    def save(self, *args: Any, **options: Any) -> None:
        """Save; the blind indexes go along with name and phone."""
        if fields := options.get("update_fields"):
            also = {"name": "name_index", "phone": "phone_index"}
            options["update_fields"] = {*fields, *(also[field] for field in fields if field in also)}
        super().save(*args, **options)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Tell whether this person may sign in at all."""
        return self.disabled_at is None

    @property
    def has_second_factor(self) -> bool:
        """Tell whether a second factor was given and used; a sealed value needn't be opened for that."""
        sealed = self.__dict__.get("totp_secret")
        is_given = bool(sealed.stored if isinstance(sealed, Sealed) else sealed)
        return is_given and self.totp_last_step != NOT_CONFIRMED

    def has_live_powers(self, at: Any) -> bool:
        """Tell whether seats count for this person at `at` (R25): phone verified, used within 90 days."""
        return self.is_active and rules.powers_live(
            verified_at=self.phone_verified_at,
            last_used_at=self.last_used_at,
            at=at,
            by_login=bool(self.login),
        )


class OneTimeCode(models.Model):
    """A code sent to a phone: six digits, five tries, five minutes, once, bound to the browser that asked."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    phone_index = BlindIndex()
    code_digest = models.CharField(max_length=64, blank=True)  # empty: nothing was sent
    asked_by = models.CharField(max_length=64, blank=True)  # digest of the browser's secret
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("asked_by", "asked_at"), name="codes_of_a_browser"),)


class Consent(models.Model):
    """Consent of a person to one use, with the wording shown; withdrawn as easily as given (PIPL 15)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(
        max_length=40, choices=[(key, words[0]) for key, words in rules.CONSENTS.items()]
    )
    wording = models.CharField(max_length=20)  # version of the text that was shown
    given_at = models.DateTimeField()
    given_with = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # who typed it in
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "purpose"),
                condition=models.Q(withdrawn_at=None),
                name="one_live_consent_a_purpose",
            ),
        )
