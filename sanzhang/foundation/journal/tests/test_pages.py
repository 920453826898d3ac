"""The auditor's page."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanzhang.foundation.journal import actions, sentences
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, seats_of
from tests.times import MONDAY_9AM, MONDAY_10AM


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(MONDAY_10AM, tick=False):
        yield


@pytest.fixture
def auditor(cast):
    opened = Client()
    opened.force_login(cast.zheng)
    return opened


def look(cast, times=1, purpose="联系办理事项", at=MONDAY_9AM):
    seat = seats_of(cast.liu, at)[0]
    for _ in range(times):
        actions.look(cast.liu, about=cast.zhang, fields="name phone", purpose=purpose, seat=seat, at=at)


def lines(page):
    return [(line.who, line.what) for line in page.context["lines"]]


def test_the_auditor_reads_sentences(auditor, cast):
    look(cast)

    page = auditor.get("/journal/?action=personal.read")

    assert lines(page) == [(f"桐荫社区社区工作者 人员 {cast.liu.journal_key[:8]}", "查看了个人信息")]
    text = page.content.decode()
    assert "看了:姓名、电话;用途:联系办理事项" in text
    assert "刘敏" not in text
    assert "13800000001" not in text


@pytest.mark.parametrize("who", ["liu", "zhang", "qian", "wu", "stranger"])
def test_nobody_else_reads_the_journal(cast, who):
    visitor = Client()
    visitor.force_login(getattr(cast, who))

    assert visitor.get("/journal/").status_code == 403


@pytest.mark.parametrize("key", ["liu", "zhang"])
def test_a_persons_key_finds_what_he_did_and_what_was_done_about_him(auditor, cast, key):
    look(cast)
    looked = auditor.get(f"/journal/?key={getattr(cast, key).journal_key[:8]}")

    assert "查看了个人信息" in [what for _, what in lines(looked)]
    assert lines(auditor.get("/journal/?key=zzzzzzzz")) == []


def test_by_day_and_by_post(auditor, cast):
    look(cast)
    look(cast, at=MONDAY_9AM - timedelta(days=1))
    reads = "/journal/?action=personal.read"

    assert len(lines(auditor.get(f"{reads}&day=2026-11-23"))) == 1
    assert len(lines(auditor.get(f"{reads}&post={cast.community_post.pk}"))) == 2
    assert len(lines(auditor.get(f"{reads}&post={cast.unit_post.pk}"))) == 0


def test_every_entry_is_met_once_page_by_page(auditor, cast):
    look(cast, times=120)
    address, met = "/journal/?action=personal.read", []
    while address:
        page = auditor.get(address)
        met += lines(page)
        older = page.context["older"]
        address = f"/journal/?{page.context['more']}&before={older}" if older else ""

    assert len(met) == 120


def test_more_entries_cost_no_more_queries(auditor, cast):
    auditor.get("/journal/")  # the first notes the use of the session
    counts = []
    for _ in range(2):
        look(cast, times=20)
        with CaptureQueriesContext(connection) as seen:
            auditor.get("/journal/")
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-02-30",
        "day=x",
        "before=abc",
        "before=" + "9" * 30,
        "before=²",
        "post=" + "9" * 40,
        "key=%00",
        "key=😀",
    ],
)
def test_odd_filters_are_no_fault_of_the_server(auditor, query):
    assert auditor.get(f"/journal/?{query}").status_code == 200


def test_every_action_that_happens_has_words(cast):
    without = set(Entry.objects.values_list("action", flat=True)) - set(sentences.WORDS)

    assert without == set()


def test_the_system_and_the_public_have_words(cast):
    entry = Entry(action="matter.reported", actor="public")
    assert sentences.actor_words(entry) == "居民(未登录)"
    entry.actor = actions.actor_key(SYSTEM)
    assert sentences.actor_words(entry) == "系统"
    entry.actor = "bearer:matter:5"
    assert sentences.actor_words(entry) == "凭回执的居民"
