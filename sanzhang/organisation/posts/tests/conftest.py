"""People of the tests of posts."""

import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions


@pytest.fixture
def zhang(cast):
    return cast.tenures["unit_leader"]


@pytest.fixture
def colleague(cast):
    """A second worker of the community, who may decide."""
    post = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    person = cast.person("何平", "13800000021", login="heping")
    actions.seat(post, person=person, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return person
