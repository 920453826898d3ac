from datetime import datetime
from http import HTTPStatus

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions, queue
from sanzhang.foundation.jobs.registry import retrying
from sanzhang.foundation.jobs.rules import ZONE
from sanzhang.foundation.permission import Seat, checks

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=ZONE)
KEY = {"idempotency_key": "a-key-of-the-test"}
Person = get_user_model()


@retrying("test.page.work", tries=1)
def work(*, job_id: int) -> None:
    raise ValueError(job_id)


@pytest.fixture
def zhang(client):
    person = Person.objects.create(name="张桂兰", enrolled_at=NOON)
    client.force_login(person)
    return person


@pytest.fixture
def administrator(zhang, monkeypatch):
    seat = Seat(1, 1, "system_administrator", "2201", None, "系统管理员")
    monkeypatch.setattr(checks, "_providers", [lambda person, at: [seat]])
    assert permission.seats_of(zhang, NOON)
    return zhang


def test_the_owner_follows_a_work_and_sees_that_nobody_works(client, zhang):
    job = actions.start_job(work, title="印公示牌", total=10, by=zhang, at=NOON)

    page = client.get(reverse("job", args=[job.pk])).content.decode()
    actions.advance(job, 4)
    part = client.get(reverse("job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()

    assert "正在排队" in page
    assert "后台没有在运行" in page
    assert "<strong>4</strong>" in part
    assert "<html" not in part


def test_a_finished_work_asks_no_more(client, zhang):
    job = actions.start_job(work, title="印公示牌", by=zhang, at=NOON)
    actions.finish(job, words="印好了。", link="/plaques/1", at=NOON)

    page = client.get(reverse("job", args=[job.pk])).content.decode()

    assert "hx-trigger" not in page
    assert "印好了。" in page
    assert 'href="/plaques/1"' in page


def test_a_stranger_finds_no_such_work(client, zhang):
    other = Person.objects.create(name="外人", enrolled_at=NOON)
    job = actions.start_job(work, title="印公示牌", by=other, at=NOON)

    assert client.get(reverse("job", args=[job.pk])).status_code == HTTPStatus.NOT_FOUND
    assert client.post(reverse("cancel_job", args=[job.pk]), KEY).status_code == HTTPStatus.NOT_FOUND


def test_the_owner_stops_a_work(client, zhang):
    job = actions.start_job(work, title="印公示牌", by=zhang, at=NOON)

    client.post(reverse("cancel_job", args=[job.pk]), KEY)

    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_administrator_sees_what_failed_and_tries_it_anew(client, administrator):
    job = actions.start_job(work, title="印公示牌", by=administrator, at=NOON)
    queue.run_next("w", NOON)

    page = client.get("/jobs/").content.decode()
    client.post(reverse("repeat_job", args=[DBTaskResult.objects.get().pk]), KEY)

    job.refresh_from_db()
    assert "test.page.work" in page
    assert DBTaskResult.objects.get().status == "READY"
    assert job.state == "queued"


def test_nobody_else_sees_the_list(client, zhang):
    assert client.get("/jobs/").status_code == HTTPStatus.FORBIDDEN
