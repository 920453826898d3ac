"""A world with a vacancy."""

import pytest

from sanzhang.foundation.ballots import keys
from sanzhang.foundation.ballots.models import Poll
from sanzhang.organisation.selection.tests.world import World


@pytest.fixture
def world(db):
    made = World()
    yield made
    for poll_id in Poll.objects.values_list("pk", flat=True):
        keys.destroy_key(poll_id)
