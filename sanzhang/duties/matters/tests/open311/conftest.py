"""A small town with points, a kind with questions, and keys for programs."""

from datetime import timedelta

import pytest

from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters.tests.open311.program import CODE, LAMP, Client
from sanzhang.foundation.exchange import actions as exchange
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM


@pytest.fixture
def lamp(db):
    kind = Kind.objects.create(
        code=LAMP,
        source="ours",
        group="楼道",
        name="楼道灯不亮",
        topic="facility",
        urgency="utility",
        words=["楼道灯", "声控灯"],
    )
    KindQuestion.objects.create(kind=kind, number=1, words="在几楼", answer="number", is_needed=True)
    KindQuestion.objects.create(
        kind=kind, number=2, words="哪一种灯", answer="choice", choices=["声控", "手动"]
    )
    return kind


@pytest.fixture
def town(cast, lamp, at_ten):
    estate = cast._add(cast.community, "estate", "桐荫家园")
    Place.objects.filter(pk=cast.building.pk).update(longitude=125.3200, latitude=43.8800, estate=estate)
    Place.objects.filter(pk=cast.other_building.pk).update(longitude=125.3300, latitude=43.8800)
    return cast


@pytest.fixture
def key_of(town):
    def make(*reaches, area=CODE, by=None, **more):
        given = {
            "name": "随手拍",
            "keeper": "数字城管中心",
            "expires_at": MONDAY_9AM + timedelta(days=300),
        } | more
        return exchange.make_key(
            **given, area=area, reaches=reaches or ["open311.report"], by=by or town.wu, at=MONDAY_9AM
        )[1]

    return make


@pytest.fixture
def program(client, key_of):
    return Client(client, key=key_of())
