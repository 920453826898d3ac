"""How tests of pages ask and answer."""

import uuid
from http import HTTPStatus

from sanzhang.organisation.division import rules
from sanzhang.organisation.division.models import Option

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, UNPROCESSABLE, CONFLICT = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT
NOT_THAT_WAY = HTTPStatus.METHOD_NOT_ALLOWED
HTMX = {"headers": {"HX-Request": "true"}}
WEIGHTS = {f"weight_{term}": "1" for term in rules.TERMS}
WISH = WEIGHTS | {"fewest": "10", "most": "46", "wished_grids": ""}


def send(client, url, *, htmx=False, **fields):
    """Send a form."""
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex}, **(HTMX if htmx else {}))


def change(client, option, verb, **fields):
    """Send a change of an option as it is now."""
    now = Option.objects.get(pk=option.pk)
    return send(client, f"/division/option/{option.pk}/{verb}/", version=now.version, **fields)


def start(client, world, **more):
    """Send the form that starts a draft."""
    return send(client, f"/division/{world.community.pk}/", **(WISH | more))


def text(answer):
    """Return the page as it came."""
    return answer.content.decode()
