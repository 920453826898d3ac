"""Slots of the clock, heartbeats of workers, progress of long work. The queue is django-tasks-db's."""

from django.db import models

from sanzhang.foundation.jobs import rules
from sanzhang.foundation.records.models import Row


class Slot(models.Model):
    """One tick of the clock that was run; unique, so that it is run once."""

    name = models.CharField(max_length=80)
    slot = models.DateTimeField()
    ran_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("name", "slot"), name="one_tick_a_slot"),)


class Trouble(models.Model):
    """A schedule that fails now; gone once it ran well."""

    name = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    trace = models.TextField(blank=True)  # places in the code only, no values


class Heart(models.Model):
    """A worker process and when it last said that it lives."""

    worker = models.CharField(max_length=64, primary_key=True)  # machine:process:random
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)


class Job(Row):
    """Long work that somebody waits for: an import, a batch of plaques."""

    community_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)  # shown to its owner; no personal data
    owner_id = models.BigIntegerField()  # a person; people lies above
    state = models.CharField(max_length=12, choices=list(rules.STATES.items()), default=rules.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True)  # the result, for its owner
    link = models.CharField(max_length=200, blank=True)  # where the result is
    result_file = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=list(rules.STATES)), name="known_state_of_job"
            ),
        )
        indexes = (models.Index(fields=("owner_id", "-id"), name="jobs_of_a_person"),)

    @property
    def has_ended(self) -> bool:
        """Say whether nothing more will come."""
        return self.state in rules.ENDED

    @property
    def percent(self) -> int:
        """Return 0–100; 0 where the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0
