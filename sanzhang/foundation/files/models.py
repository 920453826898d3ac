"""Stored files."""

from django.db import models

from sanzhang.foundation.records.models import Row

KINDS = {"photo": "照片", "paper": "文书", "table": "表格"}


class StoredFile(Row):
    """A file under DATA_DIR/media: its name there is made by us, never taken from the sender (T27)."""

    community_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    shown_name = models.CharField(max_length=120)  # offered at download
    mime = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    sha256_small = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("community_id", "-id"), name="files_of_a_community"),)
