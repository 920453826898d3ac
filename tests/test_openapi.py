"""The interface does what its description says: schemathesis with a fixed seed, as the public and as an office.

The whole run, by its own command against a served platform: `benchmarks/README.md`.
"""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as seeded
from hypothesis import settings as trying
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
EXAMPLES = 12  # for each operation, each way of making them, each of the two who ask
ALLOWED = {
    "kinds": {"get"},
    "matters": {"get", "post"},
    "matters/{matter_id}": {"get"},
    "receipts/{receipt}": {"get"},
}


def described(session: str = "") -> Any:
    told = {"auth": {"openapi": {"session": {"api_key": session}}}} if session else {}
    config = schemathesis.Config.from_dict(told)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=config)


@pytest.fixture
def description(cast: Any) -> Any:
    """The description as it is served; the end of a request leaves the test's transaction open."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield described()
    for end in ends:
        end.connect(close_old_connections)


def session_of(client: Any, person: Any) -> str:
    client.force_login(person)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_every_operation_is_described_with_its_errors(description: Any) -> None:
    paths = {
        path.removeprefix("/api/"): set(verbs) for path, verbs in description.raw_schema["paths"].items()
    }

    assert paths == ALLOWED
    for verbs in description.raw_schema["paths"].values():
        for operation in verbs.values():
            assert operation["summary"]
            assert {"400", "401", "403", "404", "409", "422"} <= {str(one) for one in operation["responses"]}
    assert description.raw_schema["components"]["securitySchemes"]["session"]["in"] == "cookie"


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "fits_not"])
@pytest.mark.parametrize("who", ["", "liu"], ids=["public", "office"])
def test_answers_are_as_described(description: Any, client: Any, cast: Any, who: str, mode: Any) -> None:
    load_all_checks()
    if who:
        description = described(session_of(client, cast.liu))
    chosen = CHECKS.get_by_names([name for name in CHECKS.get_all_names() if name not in LEFT_OUT])
    operations = [one.ok() for one in description.get_all_operations()]

    there = cast.chen_reports(at=MONDAY_9AM)
    known = {"place": cast.unit.token, "receipt": there.receipt, "matter_id": there.pk}

    answered = {
        operation.label: _try(operation, mode, chosen, known if mode is GenerationMode.POSITIVE else {})
        for operation in operations
    }

    assert len(answered) == sum(map(len, ALLOWED.values()))
    if mode is GenerationMode.POSITIVE:
        read = {200} if who else {401}
        assert read <= answered["GET /api/matters"]
        assert read <= answered["GET /api/matters/{matter_id}"]
        assert 201 in answered["POST /api/matters"]
        assert 200 in answered["GET /api/receipts/{receipt}"]


LEFT_OUT = ("object_level_authorization", "max_response_time")  # asked in the tests of matters and benchmarks


def _try(operation: Any, mode: Any, chosen: Any, known: dict[str, Any]) -> set[int]:
    """Ask an operation in many ways, with what is known to be there in place of made-up codes; return the statuses."""
    answered: set[int] = set()

    @seeded(311)
    @trying(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        for parts in (case.path_parameters, case.body):
            if isinstance(parts, dict):
                parts.update({name: value for name, value in known.items() if name in parts})
        answered.add(case.call_and_validate(checks=chosen).status_code)

    with suppress(Unsatisfiable):  # where nothing that is sent can be wrong
        holds()
    return answered
