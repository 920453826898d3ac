"""Drafts of reports by people without an account."""

from django.db import models

from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class ReportDraft(Row):
    """What somebody without an account has typed so far; found by a secret in the browser's cookie, kept a day."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    answers = EncryptedText(default="{}")
    changed_at = models.DateTimeField(db_index=True)


class DraftPhoto(Row):
    """A photo of a draft, re-encoded already."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
