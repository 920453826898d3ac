"""Drafts: what was typed is kept on the server, so that nothing is lost on a bad net."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.enquiring import ask
from sanzhang.duties.matters.actions.joining import me_too
from sanzhang.duties.matters.actions.report import report_matter
from sanzhang.duties.matters.models import DraftPhoto, Enquiry, Matter, MatterPhoto, ReportDraft
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place

KEPT = timedelta(days=1)


@transaction.atomic
def save_draft(*, secret: str, place: Place, answers: dict[str, Any], by: Actor, at: datetime) -> ReportDraft:
    """Keep what was answered so far, on top of what is kept already."""
    permission.require(by, "matter.report", place, at=at)
    draft = queries.draft_of(secret) or ReportDraft(secret_digest=queries.digest(secret))
    kept = json.loads(draft.answers or "{}") if draft.place_id == place.pk else {}
    if draft.place_id not in (None, place.pk):
        draft.photos.all().delete()
    draft.community_id, draft.place, draft.changed_at = place.community_id or place.pk, place, at
    draft.answers = json.dumps(kept | answers, ensure_ascii=False)
    draft.save()
    return draft


@transaction.atomic
def add_photo(draft: ReportDraft, *, photo: Photo, by: Actor, at: datetime) -> DraftPhoto:
    """Keep a re-encoded photo with a draft. Raises: NotPossible — six are there already."""
    permission.require(by, "matter.report", draft.place, at=at)
    ReportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.photos.count() >= rules.PHOTOS_MAX:
        raise rules.NotPossible(f"最多放 {rules.PHOTOS_MAX} 张照片。请先删掉一张。")
    stored = files.keep_photo(photo, community_id=draft.place.community_id, by=by, at=at)
    return DraftPhoto.objects.create(draft=draft, stored=stored)


def remove_photo(draft: ReportDraft, *, photo_id: int, by: Actor, at: datetime) -> None:
    """Take a photo out of a draft; harmless if it is gone."""
    permission.require(by, "matter.report", draft.place, at=at)
    DraftPhoto.objects.filter(draft=draft, pk=photo_id).delete()


@transaction.atomic
def send_draft(draft: ReportDraft, *, by: Actor, at: datetime) -> Matter:
    """Report what a draft holds and let the draft go.

    Leaders it is about are the persons who hold those posts now. Raises: NotPossible — nothing was written yet.
    """
    permission.require(by, "matter.report", draft.place, at=at)
    answers = json.loads(draft.answers or "{}")
    if not str(answers.get("words") or "").strip():
        raise rules.NotPossible("还没有写是什么事。请回到上一步写好再交。")
    if answers.get("joined_to") and (lead := queries.lead_of(answers["joined_to"], draft.place, at)):
        return _send_as_same(draft, lead, answers, by=by, at=at)
    kind = queries.open_kind(answers.get("filed_as") or "", at) if answers.get("filed_as") else None
    rungs = set(answers.get("about") or ())
    leaders = posts.leaders_of(draft.place, at) if rungs else []
    matter = report_matter(
        place=draft.place,
        words=answers["words"],
        spot=answers.get("spot") or "",
        kind=answers.get("kind") or rules.ORDINARY,
        topic=answers.get("topic") or "other",
        filed_as=kind,
        details=(answers.get("details") or {}) if kind else None,
        photos=[photo.stored for photo in draft.photos.select_related("stored").order_by("id")],
        about=[line.person.pk for line in leaders if line.kind in rungs and line.person],
        about_households=[answers["household"]] if answers.get("household") else [],
        contact_name=answers.get("contact_name") or "",
        contact_phone=answers.get("contact_phone") or "",
        by=by,
        at=at,
    )
    draft.delete()
    return matter


def _send_as_same(
    draft: ReportDraft, lead: Matter, answers: dict[str, Any], *, by: Actor, at: datetime
) -> Matter:
    """Report that one has met what a neighbour reported; the draft goes."""
    matter = me_too(
        lead,
        place=draft.place,
        words=answers["words"],
        spot=answers.get("spot") or "",
        photos=[photo.stored for photo in draft.photos.select_related("stored").order_by("id")],
        contact_name=answers.get("contact_name") or "",
        contact_phone=answers.get("contact_phone") or "",
        by=by,
        at=at,
    )
    draft.delete()
    return matter


@transaction.atomic
def send_question(draft: ReportDraft, *, by: Actor, at: datetime) -> Enquiry:
    """Ask what a draft holds instead of reporting it, and let the draft go. Raises: NotPossible — no words."""
    permission.require(by, "enquiry.ask", draft.place, at=at)
    answers = json.loads(draft.answers or "{}")
    asked = ask(
        draft.place,
        str(answers.get("words") or ""),
        contact_name=answers.get("contact_name") or "",
        contact_phone=answers.get("contact_phone") or "",
        by=by,
        at=at,
    )
    draft.delete()
    return asked


@transaction.atomic
def forget_drafts(*, by: Actor, at: datetime) -> int:
    """Delete drafts untouched for a day, with their photos; return how many."""
    permission.require(by, "matter.forget_drafts", at=at)
    old = ReportDraft.objects.filter(changed_at__lt=at - KEPT)
    photos = list(DraftPhoto.objects.filter(draft__in=old).values_list("stored_id", flat=True))
    gone = old.delete()[1].get("matters.ReportDraft", 0)
    used = MatterPhoto.objects.filter(stored_id__in=photos).values_list("stored_id", flat=True)
    # Their bytes go with the daily sweep of files that no row names.
    StoredFile.objects.filter(pk__in=set(photos) - set(used)).delete()
    return int(gone)
