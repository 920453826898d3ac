"""What every test may use. Fixed times lie in `tests/times.py`, the people in `tests/cast.py`."""

import os
from datetime import datetime
from typing import Any

import hypothesis
import pytest

from tests import flushing
from tests.times import MONDAY_9AM

flushing.install()

# A loaded machine is no fault of a rule; and in CI the same examples each time, so that a failure can be repeated.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True
)
hypothesis.settings.load_profile("house")


@pytest.fixture
def monday() -> datetime:
    """Monday, 23 November 2026, nine in the morning in Changchun."""
    return MONDAY_9AM


@pytest.fixture
def cast(db: Any) -> Any:
    """The cast of `style.md` on a small territory."""
    from tests.kept import kept_cast

    return kept_cast()
