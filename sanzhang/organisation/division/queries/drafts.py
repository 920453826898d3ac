"""Drafts and options: who sees which, what is due."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.jobs.models import Job
from sanzhang.foundation.jobs.rules import FAILED
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.division import rules
from sanzhang.organisation.division.models import Change, Draft, Option, OptionBuilding, OptionGrid
from sanzhang.organisation.territory.models import Place


def visible_to(by: Actor, at: datetime) -> QuerySet[Draft]:
    """Return the drafts in the areas of `by`, the newest first."""
    areas = permission.areas(by, "division.look", at=at)
    found = Draft.objects.filter(area_filter(areas, "community__path"))
    return found.select_related("community", "chosen").defer("base").order_by("-made_at", "-pk")


def options_visible_to(by: Actor, at: datetime) -> QuerySet[Option]:
    """Return the options of visible drafts, in their order."""
    drafts = visible_to(by, at).order_by().values("pk")
    return (
        Option.objects.filter(draft__in=drafts).select_related("draft__community").order_by("draft", "order")
    )


def communities_visible_to(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the communities in the areas of `by`."""
    areas = permission.areas(by, "division.look", at=at)
    return Place.objects.filter(area_filter(areas), kind="community", closed_on=None).order_by("path")


def waiting_for(by: Actor, at: datetime) -> QuerySet[Draft]:
    """Return the drafts that wait for the approval of `by`, the oldest signature first."""
    areas = permission.areas(by, "division.approve", at=at)
    found = Draft.objects.filter(area_filter(areas, "community__path"), state=rules.SIGNED)
    return found.select_related("community", "chosen").defer("base").order_by("signed_at")


def due_at(at: datetime) -> QuerySet[Draft]:
    """Return the approved drafts whose midnight has come."""
    return Draft.objects.filter(state=rules.APPROVED, takes_effect_on__lte=timezone.localdate(at)).order_by(
        "takes_effect_on", "approved_at", "pk"
    )


def left_behind() -> QuerySet[Draft]:
    """Return the drafts that still count as being made although their work broke down for good."""
    broken = Job.objects.filter(state=FAILED).values("pk")
    return Draft.objects.filter(state=rules.DRAFTING, job__in=broken).select_related("community")


def job_of(thing: Draft | Option) -> Job | None:
    """Return the work in the background that makes a draft or solves an option again."""
    return Job.objects.filter(pk=thing.job).first() if thing.job else None


def numbers_of(option: Option) -> dict[int, int]:
    """Return building id → grid number."""
    return dict(OptionBuilding.objects.filter(option=option).values_list("building_id", "grid_number"))


def grids_of(option: Option) -> list[OptionGrid]:
    """Return the grids of an option by number, also those that are empty now."""
    return list(OptionGrid.objects.filter(option=option).select_related("keeps").order_by("number"))


def locks_of(option: Option) -> tuple[dict[int, int], set[int]]:
    """Return building id → grid number of all that is locked, and the numbers of the sealed grids."""
    sealed = set(OptionGrid.objects.filter(option=option, is_sealed=True).values_list("number", flat=True))
    rows = OptionBuilding.objects.filter(option=option).values_list("building_id", "grid_number", "is_locked")
    return {pk: number for pk, number, is_locked in rows if is_locked or number in sealed}, sealed


def last_change(option: Option) -> Change | None:
    """Return the newest step that can be taken back."""
    return Change.objects.filter(option=option, undone_at=None).order_by("-number").first()
