"""Sent twice, done once (R2, T12)."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.utils import timezone

from sanzhang.foundation.channels.models import Budget
from sanzhang.foundation.idempotency import actions
from sanzhang.foundation.idempotency.middleware import ActedOutsideOnce, OnceMiddleware
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.idempotency.requests import KeyMissing, KeyReused, answered_before, once
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import MONDAY_9AM

KEY = "0123456789abcdef"


def sent(key=KEY, path="/things/", visitor="one", person=None, header=False, **fields):
    """A POST as a page gets it."""
    extra = {"HTTP_IDEMPOTENCY_KEY": key} if header else {}
    given = fields if header else {"idempotency_key": key, **fields}
    request = RequestFactory().post(path, given, **extra)
    request.COOKIES["sz_visitor"] = visitor
    request.user = person or AnonymousUser()
    return request


def make_one():
    """Any row will do; this room knows nothing of what is made."""
    made = Budget.objects.create(
        purpose="test", key=str(Budget.objects.count()), window_at=MONDAY_9AM, ends_at=MONDAY_9AM
    )
    return redirect(f"/things/{made.pk}/")


def rows():
    return Budget.objects.filter(purpose="test").count()


@pytest.mark.django_db
@pytest.mark.parametrize("header", [False, True])
def test_the_second_send_gets_the_first_answer(header):
    answers = [once(sent(words="灯坏了", header=header), make_one) for _ in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert [answer.get("Idempotent-Replay") for answer in answers] == [None, "true", "true"]
    assert rows() == 1


@pytest.mark.django_db
def test_an_answer_with_a_body_comes_back_whole():
    def answer():
        return HttpResponse('{"编号":"7Q2"}', status=201, content_type="application/json")

    first, second = (once(sent(), answer) for _ in range(2))

    assert (second.status_code, second.content, second["Content-Type"]) == (
        201,
        first.content,
        "application/json",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"words": "水管漏了"}, {"words": "灯坏了", "more": "1"}, {"path": "/others/"}, {}]
)
def test_another_body_with_the_same_key_is_refused(other):
    once(sent(words="灯坏了"), make_one)

    with pytest.raises(KeyReused) as refused:
        once(sent(**other), make_one)

    assert refused.value.status == 409
    assert rows() == 1


@pytest.mark.django_db
def test_another_file_is_another_body():
    from django.core.files.uploadedfile import SimpleUploadedFile

    once(sent(photo=SimpleUploadedFile("a.jpg", b"one")), make_one)
    once(sent(photo=SimpleUploadedFile("b.jpg", b"one")), make_one)

    with pytest.raises(KeyReused):
        once(sent(photo=SimpleUploadedFile("a.jpg", b"two")), make_one)


@pytest.mark.django_db
def test_what_was_refused_is_not_kept_and_leaves_nothing():
    def half():
        make_one()
        return HttpResponse("更正", status=422)

    assert once(sent(), half).status_code == 422
    assert (rows(), Claim.objects.count()) == (0, 0)
    assert once(sent(), make_one).status_code == 302


@pytest.mark.django_db
def test_what_failed_is_not_kept_and_can_be_sent_again():
    def failing():
        make_one()
        raise NotAllowed("不行")

    with pytest.raises(NotAllowed):
        once(sent(), failing)

    assert (rows(), Claim.objects.count()) == (0, 0)
    assert once(sent(), make_one).status_code == 302


@pytest.mark.django_db
def test_a_key_that_somebody_saw_fetches_him_nothing():
    zhang, zhao = (Person.objects.create(name=name, enrolled_at=MONDAY_9AM) for name in ("张桂兰", "赵强"))
    mine = once(sent(person=zhang), make_one)

    his = once(sent(person=zhao), make_one)
    strangers = once(sent(visitor="two"), make_one)

    assert len({answer["Location"] for answer in (mine, his, strangers)}) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "x" * 256, "with space", "键键键键键键键键", "line\nbreak"])
def test_a_key_must_be_one(key):
    with pytest.raises(KeyMissing):
        once(sent(key=key), make_one)

    assert rows() == 0


@pytest.mark.django_db
def test_what_was_answered_before_is_known_beforehand():
    assert answered_before(sent()) is None
    kept = once(sent(), make_one)

    assert answered_before(sent())["Location"] == kept["Location"]
    with pytest.raises(KeyReused):
        answered_before(sent(words="anders"))


def twenty(act):
    """Send the same POST twenty times at once, and return what came back."""
    answers, ready = [], threading.Barrier(20)

    def send():
        try:
            ready.wait()
            for _ in range(20):
                try:
                    answers.append(once(sent(words="灯坏了"), act))
                    return
                except OperationalError:  # busy: the page says 503, and the browser sends again
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_row_and_one_answer():
    answers = twenty(make_one)

    assert len(answers) == 20
    assert len({answer["Location"] for answer in answers}) == 1
    assert rows() == 1


@pytest.mark.django_db
def test_keys_are_kept_fourteen_days():
    once(sent(), make_one)
    now = timezone.now()

    counts = [actions.forget_old(by=SYSTEM, at=now + timedelta(days=days)) for days in (13, 15)]

    assert counts == [0, 1]


@pytest.mark.django_db
def test_nobody_else_forgets_keys():
    with pytest.raises(NotAllowed):
        actions.forget_old(by=Bearer.anyone(), at=MONDAY_9AM)


def test_a_page_that_acts_outside_is_found(settings):
    settings.STRICT_ONCE = True
    request = sent()
    request.resolver_match = None

    with pytest.raises(ActedOutsideOnce):
        OnceMiddleware(lambda _: HttpResponse())(request)
    assert OnceMiddleware(lambda _: HttpResponse(status=422))(request).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "status"), [({}, 400), ({"idempotency_key": KEY, "phone": "1"}, 422)])
def test_over_the_whole_door(fields, status):
    """Refusals of `once` reach people as a page with the right status, through every middleware."""
    answer = Client().post("/sign-in/", {"phone": "13800000001", **fields})

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_another_body_over_the_whole_door():
    visitor = Client()
    for phone, status in (("13800000001", 302), ("13800000002", 409)):
        assert visitor.post("/sign-in/", {"phone": phone, "idempotency_key": KEY}).status_code == status


@pytest.mark.django_db
def test_a_script_that_ends_lines_otherwise_and_has_another_token_sends_the_same():
    by_browser = once(sent(words="灯坏了\r\n三楼", csrfmiddlewaretoken="one"), make_one)
    by_script = once(sent(words="灯坏了\n三楼", header=True, csrfmiddlewaretoken="two"), make_one)

    assert by_browser["Location"] == by_script["Location"]
    assert rows() == 1


@pytest.mark.django_db
def test_the_same_photo_is_the_same_and_another_is_not():
    def with_photo(content):
        request = sent(photos=SimpleUploadedFile("灯.jpg", content))
        return once(request, make_one)

    assert with_photo(b"one")["Location"] == with_photo(b"one")["Location"]
    with pytest.raises(KeyReused):
        with_photo(b"two")


@pytest.mark.django_db
def test_what_a_page_puts_right_after_it_came_is_still_the_same():
    first = sent(version="1")
    answered_before(first)
    first.POST = first.POST.copy()
    first.POST["version"] = "2"

    once(first, make_one)

    assert once(sent(version="1"), make_one)["Idempotent-Replay"] == "true"
