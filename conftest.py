"""What every test may use. Fixed times lie in `tests/times.py`."""

from datetime import datetime

import pytest

from tests.times import MONDAY_9AM


@pytest.fixture
def monday() -> datetime:
    """Monday, 23 November 2026, nine in the morning in Changchun."""
    return MONDAY_9AM
