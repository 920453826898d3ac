"""What is found by its address: only what one may see, else nothing at all (R7)."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from sanzhang.foundation import permission
from sanzhang.mechanisms.rotation import queries
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn
from sanzhang.organisation.territory import queries as territory


def seen_rota(request: Any, rota_id: int) -> Rota:
    """Return a rota of one's area."""
    return get_object_or_404(queries.visible_to(request.user, request.at), pk=rota_id)


def seen_turn(request: Any, turn_id: int) -> Turn:
    """Return a turn of a rota that one takes part in or looks after."""
    return get_object_or_404(queries.turns_visible_to(request.user, request.at), pk=turn_id)


def own_turn(request: Any, turn_id: int) -> Turn:
    """Return a turn that one has, or looks after."""
    turn = seen_turn(request, turn_id)
    if not permission.may(request.user, "rotation.act", turn.member or turn, at=request.at):
        raise Http404
    return turn


def seen_member(request: Any, member_id: int) -> Member:
    """Return oneself as a member, or one whom one looks after."""
    return get_object_or_404(queries.members_visible_to(request.user, request.at), pk=member_id)


def seen_swap(request: Any, swap_id: int) -> Swap:
    """Return a request of a rota that one takes part in or looks after."""
    return get_object_or_404(queries.swaps_visible_to(request.user, request.at), pk=swap_id)


def may_edit(request: Any, rota: Rota) -> bool:
    """Say whether one looks after a rota, for buttons."""
    return permission.may(request.user, "rotation.edit", rota, at=request.at)


def back_to(request: Any, rota: Rota) -> str:
    """Return where one goes on: the worker to the rota, the resident to the own months."""
    return f"/rotation/{rota.pk}/" if may_edit(request, rota) else "/rotation/mine/"


def where_of(rota: Rota) -> str:
    """Return the unit's full name."""
    return territory.full_name(rota.post.place)
