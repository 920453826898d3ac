"""One writer at a time: a draft is locked, and a step that was thought of on an older version is refused."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from sanzhang.organisation.division import rules
from sanzhang.organisation.division.actions.refusals import NotPossible, SomebodyWasFaster
from sanzhang.organisation.division.models import Draft, Option

WHY_NOT = {
    rules.DRAFTING: "方案还在计算,算好了才能办。",
    rules.READY: "这一稿还没有报给街道。",
    rules.SIGNED: "这一稿已经报给街道,不能再改。要改,请先撤回签字。",
    rules.APPROVED: "街道已经批准这一稿,到生效日自动生效,不能再改。",
    rules.IN_FORCE: "这一稿已经生效。要再调整,请新起一稿。",
    rules.REFUSED: "这一稿被街道退回,请改好再报。",
    rules.WITHDRAWN: "这一稿已经撤回。请新起一稿。",
}


def held(draft: Draft, *, states: Sequence[str], version: int | None) -> Draft:
    """Return the draft locked and of a new version. Raises: NotPossible, SomebodyWasFaster."""
    now = Draft.objects.select_for_update(of=("self",)).select_related("community").get(pk=draft.pk)
    if version is not None and now.version != version:
        raise SomebodyWasFaster()
    if now.state not in states:
        raise NotPossible(WHY_NOT[now.state])
    raised = Draft.objects.filter(pk=now.pk, version=now.version).update(version=F("version") + 1)
    if not raised:
        raise SomebodyWasFaster()
    now.version += 1
    return now


def held_option(option: Option, *, version: int | None) -> Option:
    """Return the option of a new version, its draft locked and open. Raises: NotPossible, SomebodyWasFaster."""
    draft = held(Draft(pk=option.draft_id), states=rules.OPEN, version=None)
    now = Option.objects.get(pk=option.pk)
    if version is not None and now.version != version:
        raise SomebodyWasFaster()
    Option.objects.filter(pk=now.pk).update(version=F("version") + 1)
    now.version += 1
    now.draft = draft
    return now


def keep(draft: Draft, **values: Any) -> None:
    """Write values to a held draft."""
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
