"""A draft on its way: the community chooses and signs, the street approves or refuses; never one person both."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Seat
from sanzhang.organisation.division import queries, rules
from sanzhang.organisation.division.actions.guards import held, held_option, keep
from sanzhang.organisation.division.actions.refusals import NotPossible
from sanzhang.organisation.division.models import Draft, Option, OptionBuilding


@transaction.atomic
def choose(option: Option, *, by: Person, at: datetime, version: int | None = None) -> Draft:
    """Say which option of a draft shall be signed. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    seat = permission.require(by, "division.choose", option, at=at)
    option = held_option(option, version=version)
    keep(option.draft, chosen=option)
    _record("division.chosen", option.draft, by=by, at=at, seat=seat, option=str(option.pk))
    return option.draft


@transaction.atomic
def sign(
    draft: Draft,
    *,
    takes_effect_on: date,
    by: Person,
    at: datetime,
    version: int | None = None,
    exception_words: str = "",
) -> Draft:
    """Hand the chosen option to the street, to take effect at the midnight of a day to come.

    A plan that breaks a rule needs words why. Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    seat = permission.require(by, "division.sign", draft, at=at)
    draft = held(draft, states=rules.OPEN, version=version)
    _refuse_day(takes_effect_on, at)
    option = draft.chosen
    if option is None:
        raise NotPossible("还没有选定方案。请先在几个方案里选一个。")
    _refuse_unsound(draft, option, exception_words)
    try:
        with transaction.atomic():
            keep(
                draft,
                state=rules.SIGNED,
                takes_effect_on=takes_effect_on,
                exception_words=exception_words.strip()[:400],
                signed_by=by,
                signed_at=at,
                approved_by=None,
                approved_at=None,
                refused_words="",
                trouble="",
            )
    except IntegrityError as fault:
        raise NotPossible("这个社区已经有一稿报给街道,或者等着生效。请先等它办完,或者撤回它。") from fault
    facts = {"option": str(option.pk), "on": takes_effect_on.isoformat(), "lawful": option.is_lawful}
    _record("division.signed", draft, by=by, at=at, seat=seat, **facts)
    return draft


def _refuse_day(on: date, at: datetime) -> None:
    if on <= timezone.localdate(at):
        raise NotPossible("生效日要在今天以后:方案在那天零点生效。请改日期。")


def _refuse_unsound(draft: Draft, option: Option, exception_words: str) -> None:
    if changed := queries.changed_since(draft):
        raise NotPossible(f"{changed}请新起一稿。")
    if not option.is_lawful and not exception_words.strip():
        raise NotPossible("这个方案不完全符合规定。要报给街道,请写明为什么只能这样。")
    if OptionBuilding.objects.filter(option=option).count() != len(draft.base):
        raise NotPossible("方案里的楼栋不全。请新起一稿。")


@transaction.atomic
def take_back(draft: Draft, *, by: Person, at: datetime, version: int | None = None) -> Draft:
    """Take the community's signature back, so that the draft can be changed; until the street has approved."""
    seat = permission.require(by, "division.sign", draft, at=at)
    draft = held(draft, states=(rules.SIGNED,), version=version)
    _reopen(draft, rules.READY)
    _record("division.signature_taken_back", draft, by=by, at=at, seat=seat)
    return draft


@transaction.atomic
def approve(draft: Draft, *, by: Person, at: datetime, version: int | None = None) -> Draft:
    """Approve a signed draft; it takes effect by itself at its midnight.

    Raises: NotAllowed — also for who signed it; NotPossible — its day has come meanwhile, or buildings changed;
    SomebodyWasFaster.
    """
    seat = permission.require(by, "division.approve", draft, at=at)
    draft = held(draft, states=(rules.SIGNED,), version=version)
    _refuse_own(draft, by)
    if changed := queries.changed_since(draft):
        raise NotPossible(f"{changed}请退回社区,重新起草。")
    if draft.takes_effect_on and draft.takes_effect_on <= timezone.localdate(at):
        raise NotPossible("方案上写的生效日已经到了。请退回社区,改一个以后的日子。")
    keep(draft, state=rules.APPROVED, approved_by=by, approved_at=at)
    _record("division.approved", draft, by=by, at=at, seat=seat, option=str(draft.chosen_id))
    return draft


@transaction.atomic
def refuse(draft: Draft, *, words: str, by: Person, at: datetime, version: int | None = None) -> Draft:
    """Send a signed draft, or an approved one whose midnight has not come, back with words."""
    seat = permission.require(by, "division.refuse", draft, at=at)
    draft = held(draft, states=rules.ON_ITS_WAY, version=version)
    _refuse_own(draft, by)
    if not words.strip():
        raise NotPossible("请写明为什么退回、要改什么。")
    _reopen(draft, rules.REFUSED)
    keep(draft, refused_words=words.strip()[:400])
    _record("division.refused", draft, by=by, at=at, seat=seat)
    return draft


def _refuse_own(draft: Draft, by: Person) -> None:
    if draft.signed_by_id == by.pk:
        raise permission.NotAllowed("这一稿是您自己签字报的,要由街道的另一位同志审批。", "division.approve")


@transaction.atomic
def withdraw(draft: Draft, *, by: Person, at: datetime, version: int | None = None) -> Draft:
    """Give a draft up, for good; one that is approved only by the street's refusal."""
    seat = permission.require(by, "division.withdraw", draft, at=at)
    draft = held(draft, states=(rules.DRAFTING, rules.READY, rules.REFUSED, rules.SIGNED), version=version)
    _reopen(draft, rules.WITHDRAWN)
    _record("division.withdrawn", draft, by=by, at=at, seat=seat)
    return draft


def _reopen(draft: Draft, state: str) -> None:
    keep(draft, state=state, signed_by=None, signed_at=None, approved_by=None, approved_at=None)


def _record(action: str, draft: Draft, *, by: Person, at: datetime, seat: Seat | None, **facts: Any) -> None:
    facts |= {"number": draft.number}
    journal.record(action, by=by, at=at, seat=seat, on=draft, community_id=draft.community_id, facts=facts)
