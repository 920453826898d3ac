"""Drafts: what was typed is kept on the server, so that nothing is lost on a bad net."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.models import DraftPhoto, ReportDraft
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory.models import Place

MOST_PHOTOS = 6
KEPT = timedelta(days=1)


@transaction.atomic
def save_draft(*, secret: str, place: Place, answers: dict[str, Any], by: Actor, at: datetime) -> ReportDraft:
    """Keep what was answered so far, on top of what is kept already."""
    permission.require(by, "matter.report", place, at=at)
    draft = queries.draft_of(secret) or ReportDraft(secret_digest=queries.digest(secret))
    kept = json.loads(draft.answers or "{}") if draft.place_id == place.pk else {}
    draft.place, draft.changed_at = place, at
    draft.answers = json.dumps(kept | answers, ensure_ascii=False)
    draft.save()
    return draft


@transaction.atomic
def add_photo(draft: ReportDraft, *, photo: Photo, by: Actor, at: datetime) -> DraftPhoto:
    """Keep a re-encoded photo with a draft. Raises: NotPossible — six are there already."""
    permission.require(by, "matter.report", draft.place, at=at)
    ReportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.photos.count() >= MOST_PHOTOS:
        raise rules.NotPossible(f"最多放 {MOST_PHOTOS} 张照片。请先删掉一张。")
    stored = files.keep_photo(photo, community_id=draft.place.community_id, by=by, at=at)
    return DraftPhoto.objects.create(draft=draft, stored=stored)


def remove_photo(draft: ReportDraft, *, photo_id: int, by: Actor, at: datetime) -> None:
    """Take a photo out of a draft; harmless if it is gone."""
    permission.require(by, "matter.report", draft.place, at=at)
    DraftPhoto.objects.filter(draft=draft, pk=photo_id).delete()


def forget_drafts(*, by: Actor, at: datetime) -> int:
    """Delete drafts untouched for a day; return how many."""
    permission.require(by, "matter.forget_drafts", at=at)
    return ReportDraft.objects.filter(changed_at__lt=at - KEPT).delete()[0]
