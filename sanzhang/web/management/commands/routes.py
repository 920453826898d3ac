"""`./sz routes`: every address with its name, methods and the row of the permission table that opens it."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from sanzhang.foundation.permission.table import TABLE


@dataclass(frozen=True)
class Route:
    """One address. `action` is empty where no row of the table opens it (health, API descriptions)."""

    path: str
    name: str
    methods: list[str]
    action: str
    view: str
    who: list[str]
    over: str


class Command(BaseCommand):
    """Print all routes."""

    help = "列出所有网址及其权限"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--json`."""
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *, json: bool, **options: Any) -> None:
        """Print a table for people or JSON for programs."""
        found = list(routes())
        if json:
            self.stdout.write(as_json(found))
            return
        for route in found:
            who = ",".join(route.who) or route.over
            self.stdout.write(
                f"{' '.join(route.methods):<10}{'/' + route.path:<44}{route.action or '—':<28}{who}"
            )


def as_json(found: list[Route]) -> str:
    """Return the routes as a JSON list."""
    return json.dumps([asdict(route) for route in found], ensure_ascii=False, indent=1)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    """Yield every address below `resolver`, in the order in which Django tries them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, prefix + str(pattern.pattern))
        else:
            yield _route(pattern, prefix + str(pattern.pattern))


def _route(pattern: URLPattern, path: str) -> Route:
    view = pattern.callback
    action = getattr(view, "action", "")
    rule = TABLE.get(action)
    return Route(
        path=path,
        name=pattern.name or "",
        methods=list(getattr(view, "methods", ["GET"])),
        action=action,
        view=_name_of(view),
        who=list(rule.seats) if rule else [],
        over=rule.over if rule else "anyone",
    )


def _name_of(view: Any) -> str:
    view = getattr(view, "func", view)  # the interface hands its description out through partials
    return f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"
