"""The worker's part: plans are solved, approved ones take effect at their midnight."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import Cancelled, retrying, scheduled
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries, rules
from sanzhang.organisation.division.models import Draft, Option

DONE_PROVING = "算完了,方案页上写着离最好的最多差多少。"
BROKE_DOWN = "计算出了错,没有算成。可以换一换要求再起草;还是不行,请联系系统管理员。"
NONE_LAWFUL = "没有完全符合规定的方案。请看原因和最接近的方案。"


@retrying("division.solve_draft", tries=2)
def solve_draft(*, draft_id: int, job_id: int, at: datetime) -> None:
    """Make the options of a draft; its job tells how far it is."""
    _solve(actions.solve_draft, draft_id, job_id, at)


@retrying("division.solve_merge", tries=2)
def solve_merge(*, draft_id: int, job_id: int, at: datetime) -> None:
    """Make the options of a draft out of several departments' grids."""
    _solve(actions.solve_merge, draft_id, job_id, at)


def _solve(act: Callable[..., list[Option]], draft_id: int, job_id: int, at: datetime) -> None:
    draft = Draft.objects.select_related("community").get(pk=draft_id)
    link = f"/division/draft/{draft.pk}/"

    def finish(options: list[Option]) -> None:
        lawful = any(option.is_lawful for option in options)
        words = f"算好了 {len(options)} 个方案,请比较。" if lawful else NONE_LAWFUL
        jobs.finish(job_id, words=words, link=link, at=at)

    try:
        act(draft, by=SYSTEM, at=at, tell=lambda done: jobs.advance(job_id, done), finish=finish)
    except queries.NothingToDivide as fault:
        actions.give_up(draft, words=fault.words, by=SYSTEM, at=at)
        jobs.fail(job_id, words=fault.words, link=link, at=at)
    except actions.NotPossible as fault:  # withdrawn meanwhile
        jobs.fail(job_id, words=fault.words, link=link, at=at)
    except Cancelled:
        actions.give_up(draft, words="计算被取消了。", by=SYSTEM, at=at)
        raise


@retrying("division.solve_rest", tries=2)
def solve_rest(*, option_id: int, version: int, asked_by: int, job_id: int, at: datetime) -> None:
    """Solve an option again around what is locked."""
    option = Option.objects.select_related("draft__community").get(pk=option_id)
    link = f"/division/option/{option.pk}/"
    jobs.advance(job_id, 0)

    def finish() -> None:
        jobs.finish(job_id, words="没有锁定的楼栋已经重新计算。", link=link, at=at)

    person = Person.objects.get(pk=asked_by)
    try:
        actions.keep_rest(option, version=version, asked_by=person, by=SYSTEM, at=at, finish=finish)
    except (actions.NotPossible, actions.SomebodyWasFaster, queries.NothingToDivide) as fault:
        jobs.fail(job_id, words=fault.words, link=link, at=at)


@retrying("division.prove", tries=2)
def prove(*, option_id: int, version: int, job_id: int, at: datetime) -> None:
    """Prove how good an option is."""
    option = Option.objects.select_related("draft__community").get(pk=option_id)
    link = f"/division/option/{option.pk}/"
    jobs.advance(job_id, 0)

    def finish(option: Option, better: Option | None) -> None:
        words = "已证明这是最好的方案。" if option.status == rules.OPTIMAL else DONE_PROVING
        if better is not None:
            words = f"找到了更好的方案“{better.name}”,放在一起了,请比较。"
        jobs.finish(job_id, words=words, link=link, at=at)

    try:
        actions.keep_proof(option, version=version, by=SYSTEM, at=at, finish=finish)
    except (actions.NotPossible, actions.SomebodyWasFaster, queries.NothingToDivide) as fault:
        jobs.fail(job_id, words=fault.words, link=link, at=at)


@retrying("division.take_effect", tries=8, whole=True)
def take_effect(*, draft_id: int, at: datetime) -> None:
    """Put one approved draft into effect, or send it back."""
    actions.put_into_effect(Draft.objects.get(pk=draft_id), by=SYSTEM, at=at)


@scheduled("division.give_up_broken", every=timedelta(minutes=5))
def give_up_broken(at: datetime) -> int:
    """End the drafts whose work broke down at every try, so that nobody waits for them."""
    broken = list(queries.left_behind())
    for draft in broken:
        actions.give_up(draft, words=BROKE_DOWN, by=SYSTEM, at=at)
    return len(broken)


@scheduled("division.put_into_effect", daily_at="00:00")
def put_into_effect(at: datetime) -> int:
    """Start a job for each draft whose midnight has come; one that fails holds up no other."""
    due = list(queries.due_at(at).values_list("pk", flat=True))
    for draft_id in due:
        jobs.enqueue(take_effect, draft_id=draft_id)
    return len(due)
