"""What the community does to an option by hand: each is one step, told at once."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.forms import ChangeForm
from sanzhang.organisation.division.models import Option
from sanzhang.organisation.division.pages.options import shown
from sanzhang.organisation.division.pages.seen import REFUSALS, seen_option

Act = Callable[[Option, dict[str, Any]], object]


def _do(request: Any, option_id: int, act: Act, *, wants: str = "") -> HttpResponse:
    """Do `act` once and go back to the option; what can't be done is told there, with all that was chosen."""
    option = seen_option(request, option_id)
    numbers = queries.numbers_of(option)
    grids = [grid.number for grid in queries.grids_of(option)]
    form = ChangeForm(request.POST, numbers=numbers, grids=grids, wants=wants)
    opened, words, status = request.POST.get("open", ""), form.words, 422
    if form.is_valid():
        try:
            return once(request, lambda: _back(option, opened, act(option, form.cleaned_data)))
        except REFUSALS as refused:
            words, status = refused.words, 409 if isinstance(refused, actions.SomebodyWasFaster) else 422
    return shown(
        request,
        seen_option(request, option_id),
        opened=opened,
        words=words,
        status=status,
        typed=request.POST,
    )


def _back(option: Option, opened: str, _done: object) -> HttpResponse:
    query = f"?{urlencode({'grid': opened})}#list" if opened.isdigit() and int(opened) else "#plan"
    return redirect(f"{reverse('division_option', args=[option.pk])}{query}")


@page("division.change", methods="POST")
@gzip_page
def move(request: Any, option_id: int) -> HttpResponse:
    """Put buildings into another grid, or into a new one."""

    def act(option: Option, given: dict[str, Any]) -> object:
        return actions.move_buildings(
            option,
            buildings=given["building"],
            to=given["to"],
            name=given["name"],
            version=given["version"],
            by=request.user,
            at=request.at,
        )

    return _do(request, option_id, act, wants="move")


@page("division.change", methods="POST")
@gzip_page
def undo(request: Any, option_id: int) -> HttpResponse:
    """Take the newest step back."""

    def act(option: Option, given: dict[str, Any]) -> object:
        return actions.undo(option, version=given["version"], by=request.user, at=request.at)

    return _do(request, option_id, act)


@page("division.change", methods="POST")
@gzip_page
def lock(request: Any, option_id: int) -> HttpResponse:
    """Let buildings or grids stay where they are."""
    return _do(request, option_id, _locking(request, actions.lock), wants="lock")


@page("division.change", methods="POST")
@gzip_page
def unlock(request: Any, option_id: int) -> HttpResponse:
    """Let buildings or grids be moved again."""
    return _do(request, option_id, _locking(request, actions.unlock), wants="lock")


def _locking(request: Any, verb: Callable[..., object]) -> Act:
    def act(option: Option, given: dict[str, Any]) -> object:
        buildings = () if given["grid"] else given["building"]  # the button of a grid means the grid alone
        return verb(
            option,
            buildings=buildings,
            grids=given["grid"],
            version=given["version"],
            by=request.user,
            at=request.at,
        )

    return act


@page("division.change", methods="POST")
@gzip_page
def name_grid(request: Any, option_id: int) -> HttpResponse:
    """Give a new grid its name."""

    def act(option: Option, given: dict[str, Any]) -> object:
        return actions.name_grid(
            option,
            number=next(iter(given["grid"]), 0),
            name=given["name"],
            version=given["version"],
            by=request.user,
            at=request.at,
        )

    return _do(request, option_id, act)


@page("division.change", methods="POST")
@gzip_page
def solve(request: Any, option_id: int) -> HttpResponse:
    """Let the worker solve again all that is not locked."""

    def act(option: Option, given: dict[str, Any]) -> object:
        return actions.solve_rest(option, version=given["version"], by=request.user, at=request.at)

    return _do(request, option_id, act)


@page("division.change", methods="POST")
@gzip_page
def prove(request: Any, option_id: int) -> HttpResponse:
    """Let the worker prove how far the option lies from the best."""

    def act(option: Option, given: dict[str, Any]) -> object:
        return actions.prove(option, version=given["version"], by=request.user, at=request.at)

    return _do(request, option_id, act)


@page("division.choose", methods="POST")
def choose(request: Any, option_id: int) -> HttpResponse:
    """Choose the option that shall be signed."""
    option = seen_option(request, option_id)

    def act() -> HttpResponse:
        actions.choose(option, by=request.user, at=request.at)
        return redirect("sign_division", option.draft_id)

    return once(request, act)
