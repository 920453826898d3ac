"""Every screen in large type: no barrier, nothing too small, nothing that scrolls sideways."""

import pytest

from tests.journeys.test_screens import faults_of_all

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("desktop", "every"), [(False, 1), (True, 3)])  # large type is asked for on phones
def test_every_screen_in_large_type_is_open_to_everybody(open_page, demo, desktop, every):
    faults = faults_of_all(open_page, demo, desktop=desktop, large=True, every=every)
    assert not faults, "\n".join(faults)
