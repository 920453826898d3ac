"""What tests of grid members share: a policeman, and a browser."""

import uuid
from http import HTTPStatus

from sanzhang.organisation.posts import actions
from sanzhang.organisation.posts.actions import Service
from tests.times import MONDAY_9AM

GAO, OWN, OFFICE = "高飞", "13800002001", "043181230110"


def enter(cast, *grids, name=GAO, phone=OWN, by=None, shown=(), **service):
    given = {"kind": "police", "body": "桐荫派出所", "duty_phone": OFFICE, "topics": ("safety",)} | service
    made = actions.add_to_grids(
        list(grids),
        service=Service(**given),
        name=name,
        phone=phone,
        shown=shown,
        by=by or cast.liu,
        at=MONDAY_9AM,
    )
    return made[0]


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == HTTPStatus.OK, url
    return answer.content.decode()


def card(client, cast, unit=None):
    """Return the part 该找谁 of a unit's page."""
    page = text(client, f"/u/{(unit or cast.unit).token}/")
    return page[page.index("该找谁") : page.index("最近通知")]
