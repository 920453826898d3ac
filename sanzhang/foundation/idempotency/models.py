"""A claimed key and the answer that was given."""

from django.db import models


class Claim(models.Model):
    """One POST: its key, whose it was, a digest of what was sent, and the answer."""

    key = models.CharField(max_length=255)
    sender = models.CharField(max_length=80)  # journal key, or digest of the visitor's cookie
    sent = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "sender"), name="one_answer_a_key"),)
