"""The base of every row."""

from django.db import models

from sanzhang.foundation.records.ids import new_id


class Row(models.Model):
    """A row with an id of ours; no database sequence, so rows can move between databases."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
