from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from sanzhang.foundation.jobs import actions, queries, queue, worker
from sanzhang.foundation.jobs.models import Heart, Job
from sanzhang.foundation.jobs.registry import LISTENERS, TwoOfAName, listens, retrying
from sanzhang.foundation.jobs.rules import ZONE
from sanzhang.foundation.permission import SYSTEM, NotAllowed

pytestmark = pytest.mark.django_db
Person = get_user_model()
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
done: list[object] = []


@pytest.fixture(autouse=True)
def _forget():
    done.clear()


@retrying("test.note", tries=3, backoff=timedelta(seconds=10))
def note(*, what: int, at: datetime) -> None:
    done.append((what, at))


@retrying("test.fail", tries=3, backoff=timedelta(seconds=10))
def always_fails(**ids: int) -> None:
    raise ValueError("张桂兰 13800000001")


@retrying("test.half", tries=2, whole=True)
def writes_then_fails(*, owner: int) -> None:
    Job.objects.create(kind="x", title="x", owner_id=owner, created_at=NOW)
    if not done:
        done.append("failed once")
        raise ValueError


@retrying("test.urgent", urgent=True)
def urgent(*, what: int) -> None:
    done.append(what)


@retrying("test.long")
def long_work(*, job_id: int, at: datetime) -> None:
    for count in range(1, 4):
        actions.advance(job_id, count, total=3)
        done.append(count)
        if "cancel" in done:
            Job.objects.update(state="cancelled")
    actions.finish(job_id, words="三件都办好了。", at=at)


@listens("test.happened")
def hears(entry_id: int) -> None:
    done.append(entry_id)


@pytest.fixture
def zhang():
    return Person.objects.create(name="张桂兰", enrolled_at=NOW)


def test_a_job_gets_the_time_of_its_try():
    actions.enqueue(note, what=1)

    assert queue.run_next("w", NOW)
    assert not queue.run_next("w", NOW)
    assert done == [(1, NOW)]


def test_a_job_rolled_back_with_its_transaction_never_was():
    with transaction.atomic():
        actions.enqueue(note, what=1)
        transaction.set_rollback(True)

    assert not queue.run_next("w", NOW)


def test_a_job_waits_for_its_time():
    actions.enqueue(note, what=1, run_after=NOW + SECOND)

    assert not queue.run_next("w", NOW)
    assert queue.run_next("w", NOW + SECOND)


def test_urgent_jobs_go_first():
    actions.enqueue(note, what=1)
    actions.enqueue(urgent, what=2)

    queue.run_next("w", NOW)

    assert done == [2]


def test_a_failing_job_is_tried_three_times_with_growing_rests_and_keeps_no_words():
    actions.enqueue(always_fails)
    tried_at = []
    for second in range(40):
        if queue.run_next("w", NOW + second * SECOND):
            tried_at.append(second)

    row = DBTaskResult.objects.get()
    assert tried_at == [0, 10, 30]
    assert row.status == "FAILED"
    assert row.exception_class_path == "builtins.ValueError"
    assert "always_fails" in row.traceback
    assert "张桂兰" not in row.traceback
    assert "13800000001" not in row.traceback


def test_whole_work_and_its_tick_off_are_one(zhang):
    actions.enqueue(writes_then_fails, owner=zhang.id)

    queue.run_next("w", NOW)
    after_the_fault = Job.objects.count()
    queue.run_next("w", NOW + timedelta(minutes=1))

    assert after_the_fault == 0
    assert Job.objects.count() == 1
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_an_unknown_job_fails_and_is_listed():
    ready = queue.run_by_name.enqueue("gone.away")

    queue.run_next("w", NOW)

    assert queries.failed_rows()[0]["id"] == str(ready.id)


def test_a_recorded_action_wakes_its_listeners_once():
    actions.wake_listeners("test.happened", 77)
    actions.wake_listeners("test.unheard", 78)
    with actions.nobody_listens():
        actions.wake_listeners("test.happened", 79)

    while queue.run_next("w", NOW):
        pass

    assert done == [77]
    assert queries.listeners_of("test.happened") == (f"{__name__}.hears",)
    assert LISTENERS["test.happened"] == [f"{__name__}.hears"]


def test_two_jobs_of_one_name_are_refused():
    with pytest.raises(TwoOfAName):
        retrying("test.note")(always_fails)


def test_long_work_tells_its_owner_how_far_it_is(zhang):
    job = actions.start_job(long_work, title="印公示牌", by=zhang, at=NOW)

    queue.run_next("w", NOW)

    job.refresh_from_db()
    assert (job.state, job.done, job.percent, job.words) == ("done", 3, 100, "三件都办好了。")
    assert job.finished_at == NOW


def test_cancelled_work_stops_at_its_next_step(zhang):
    job = actions.start_job(long_work, title="印公示牌", by=zhang, at=NOW)
    done.append("cancel")

    queue.run_next("w", NOW)

    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 1)
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_work_tried_in_vain_says_so_to_its_owner_and_can_be_repeated(zhang):
    job = actions.start_job(always_fails, title="印公示牌", by=zhang, at=NOW)
    for minute in range(5):
        queue.run_next("w", NOW + timedelta(minutes=minute))
    job.refresh_from_db()
    state, words = job.state, job.words

    assert actions.repeat(str(DBTaskResult.objects.get().pk), by=SYSTEM, at=NOW)
    assert not actions.repeat(str(DBTaskResult.objects.get().pk), by=SYSTEM, at=NOW)

    job.refresh_from_db()
    assert state == "failed"
    assert "系统管理员" in words
    assert job.state == "queued"
    assert queue.run_next("w", NOW)


def test_only_the_owner_cancels(zhang):
    job = actions.start_job(long_work, title="印公示牌", by=zhang, at=NOW)
    stranger = Person.objects.create(name="外人", enrolled_at=NOW)

    with pytest.raises(NotAllowed):
        actions.cancel(job, by=stranger, at=NOW)
    assert actions.cancel(job, by=zhang, at=NOW)
    assert not actions.cancel(job, by=zhang, at=NOW)
    assert not queries.visible_to(stranger).exists()


def test_a_job_of_a_dead_worker_is_taken_back_and_of_a_living_one_is_not():
    actions.enqueue(note, what=1)
    actions.enqueue(note, what=2)
    queue._claim("elsewhere:1:dead", NOW)
    queue._claim("elsewhere:1:living", NOW)
    Heart.objects.create(worker="elsewhere:1:living", started_at=NOW, beat_at=NOW + timedelta(minutes=10))

    at_once = worker.take_back(NOW + 30 * SECOND)
    later = worker.take_back(NOW + timedelta(minutes=10))

    assert (at_once, later) == (0, 1)
    assert queue.run_next("w", NOW + timedelta(minutes=10))
    assert len(done) == 1


def test_a_job_that_kills_every_worker_is_given_up():
    actions.enqueue(note, what=1)
    for minute in range(0, 20, 5):
        queue._claim("elsewhere:1:dead", NOW + timedelta(minutes=minute))
        worker.take_back(NOW + timedelta(minutes=minute + 4))

    row = DBTaskResult.objects.get()
    assert (row.status, row.exception_class_path, len(row.worker_ids)) == ("FAILED", "WorkerDied", 3)


def test_nobody_working_is_said_in_words():
    silent = queries.warning(NOW)
    worker.beat("m:1:x", started_at=NOW, at=NOW)

    assert "后台没有在运行" in silent
    assert queries.warning(NOW + 30 * SECOND) == ""
    assert queries.warning(NOW + 90 * SECOND) == silent


def test_old_rows_are_forgotten(zhang):
    actions.enqueue(note, what=1)
    queue.run_next("w", NOW)

    actions.forget_old(by=SYSTEM, at=NOW + timedelta(days=1))
    kept = DBTaskResult.objects.count()
    actions.forget_old(by=SYSTEM, at=NOW + timedelta(days=3))

    assert (kept, DBTaskResult.objects.count()) == (1, 0)
