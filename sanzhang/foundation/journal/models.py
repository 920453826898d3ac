"""Entries and the heads of their chains."""

from django.db import models

from sanzhang.foundation.records.models import Row


class Head(models.Model):
    """The last entry of a chain; locked while one is added. Chain 0 is the city's own."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Entry(Row):
    """One thing done: who, by which post, did what, to what, where, when. Never changed, never deleted."""

    chain = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)  # person:<journal key> · bearer · public · system
    entered_for = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=32, blank=True)  # journal key of whose data were seen or changed
    post_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=40, blank=True)
    on_kind = models.CharField(max_length=40, blank=True)
    on_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "seq"), name="one_entry_a_place_in_the_chain"),
        )
        indexes = (
            models.Index(fields=("on_kind", "on_id", "seq"), name="entries_of_a_thing"),
            models.Index(
                fields=("about", "at"), name="entries_about_a_person", condition=~models.Q(about="")
            ),
            models.Index(fields=("chain", "action", "at"), name="entries_of_an_action"),
            models.Index(  # R22 counts here at each look
                fields=("actor", "at", "about"),
                name="reads_of_an_actor",
                condition=models.Q(action="personal.read"),
            ),
            models.Index(fields=("actor", "id"), name="entries_of_an_actor"),
        )
