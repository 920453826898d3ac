"""Jobs: work done later, by the clock, or because something happened.

Owns: the queue (tables of django-tasks-db), slots of the clock, progress of long work, workers' heartbeats.
Verbs: retrying, scheduled, listens; enqueue, start_job, advance, finish, fail; run_due, work.
Asks nobody; names of jobs and listeners come from each room's `jobs.py` and `listen.py`.
A job may run twice after a crash: write it so that the second time changes nothing. Its arguments lie in
clear: ids only, never names, phones or words.
"""

from sanzhang.foundation.jobs.registry import Cancelled, listens, retrying, scheduled

__all__ = ["Cancelled", "listens", "retrying", "scheduled"]
