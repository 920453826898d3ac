"""What pages of selections load: only what lies in one's area (unseen = 404)."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from sanzhang.foundation import permission
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

RELATED = (
    "post__place__parent__estate",
    "post__place__estate",
    "community",
    "owner",
    "chosen__person",
    "filing",
    "tenure",
)


def seen_procedure(request: Any, procedure_id: int) -> Procedure:
    """Return a selection of one's area. Raises: Http404."""
    return get_object_or_404(
        queries.visible_to(request.user, request.at).select_related(*RELATED), pk=procedure_id
    )


def seen_candidate(request: Any, candidate_id: int) -> Candidate:
    """Return a candidate whose papers one may look at. Raises: Http404."""
    found = Candidate.objects.select_related("person", "proof", "procedure__filing", "put_by").filter(
        procedure__in=queries.visible_to(request.user, request.at)
    )
    one = get_object_or_404(found, pk=candidate_id)
    one.procedure = seen_procedure(request, one.procedure_id)
    if not permission.may(request.user, "selection.look_candidate", one, at=request.at):
        raise Http404
    return one


def seen_objection(request: Any, objection_id: int) -> Objection:
    """Return an objection that one may answer: never of a selection in which one stands (R15). Raises: Http404."""
    found = Objection.objects.select_related("candidate__person", "answered_by", "entered_by").filter(
        procedure__in=queries.visible_to(request.user, request.at)
    )
    one = get_object_or_404(found, pk=objection_id)
    one.procedure = seen_procedure(request, one.procedure_id)
    if not may_hear(request, one.procedure):
        raise Http404
    return one


def may_hear(request: Any, procedure: Procedure) -> bool:
    """Say whether one may read objections here."""
    stands = Candidate.objects.filter(
        procedure=procedure, person=request.user.pk, state__in=(*rules.LIVE, "out")
    )
    return permission.may(request.user, "selection.answer", procedure, at=request.at) and not stands.exists()


def seen_area(request: Any, action: str = "selection.look") -> Place | None:
    """Return the place asked for, if it lies in one's area. Raises: Http404."""
    asked = request.GET.get("area", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return get_object_or_404(territory.visible_to(request.user, request.at, action), pk=int(asked))


def public_procedure(token: str) -> Procedure:
    """Return the selection of a public page. Raises: Http404."""
    found = queries.by_token(token)
    if found is None:
        raise Http404
    return found
