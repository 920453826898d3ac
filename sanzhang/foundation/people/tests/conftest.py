"""Browsers, the clock, and codes as they arrive on a phone."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.queue import run_next
from tests.times import MONDAY_10AM


class Browser(Client):
    """A browser: posts forms with their hidden number, and keeps what it was told."""

    def press(self, address, **fields):
        return self.post(address, {"idempotency_key": uuid4().hex, **fields})

    def comes_by_phone(self, phone):
        """Ask for a code, wait for the text, type it."""
        self.press("/sign-in/", phone=phone)
        return self.press("/sign-in/code/", code=texted())

    @property
    def is_inside(self):
        return self.get("/me/").status_code == 200


def texted():
    """Let the worker work, and return the newest code that was texted, "" if none."""
    while run_next("test", MONDAY_10AM):
        pass
    newest = Message.objects.filter(template="people.code").order_by("-pk").first()
    return json.loads(newest.facts)["code"] if newest else ""


@pytest.fixture(autouse=True)
def clock():
    """Monday, ten o'clock; moved by hand."""
    with time_machine.travel(MONDAY_10AM, tick=False) as clock:
        yield clock


@pytest.fixture
def browser(cast):
    """A browser in which nobody is signed in."""
    return Browser()


@pytest.fixture
def office(cast):
    """A browser in which the community worker is signed in."""
    opened = Browser()
    opened.force_login(cast.liu)
    return opened
