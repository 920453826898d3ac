"""What pages load: only what the visitor may see is there."""

from typing import Any

from django.shortcuts import get_object_or_404

from sanzhang.foundation import permission
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.territory.models import Place

REFUSALS = (actions.NotPossible, actions.SomebodyWasFaster, queries.NothingToDivide)
LOOKS = {
    "drafting": "waiting",
    "ready": "brand",
    "signed": "waiting",
    "approved": "brand",
    "in_force": "done",
    "refused": "late",
    "withdrawn": "plain",
}
Crumbs = list[tuple[str, str]]


def seen_community(request: Any, community_id: int) -> Place:
    """Return a community of the visitor's area; anything else is not there."""
    return get_object_or_404(queries.communities_visible_to(request.user, request.at), pk=community_id)


def seen_draft(request: Any, draft_id: int) -> Draft:
    """Return a draft of the visitor's area."""
    found = queries.visible_to(request.user, request.at).select_related(
        "community", "chosen", "made_by", "signed_by", "approved_by"
    )
    return get_object_or_404(found, pk=draft_id)


def seen_option(request: Any, option_id: int) -> Option:
    """Return an option of the visitor's area."""
    found = queries.options_visible_to(request.user, request.at)
    return get_object_or_404(found.select_related("draft__community", "draft__chosen"), pk=option_id)


def may(request: Any, action: str, on: Draft | Option | Place) -> bool:
    """Say whether the visitor may do this here; for buttons."""
    return permission.may(request.user, action, on, at=request.at)


def crumbs(community: Place, *more: tuple[str, str]) -> Crumbs:
    """Return the way from the community to a page; the last is the page itself."""
    way = [(community.name, f"/territory/{community.pk}/"), ("网格划分", f"/division/{community.pk}/"), *more]
    return [*way[:-1], (way[-1][0], "")]


def crumb_of(draft: Draft) -> tuple[str, str]:
    """Return a draft as a step of the way."""
    return draft.title, f"/division/draft/{draft.pk}/"
