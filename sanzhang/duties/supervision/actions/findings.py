"""What a body says to a problem before it is published, and words kept from the public page (§8.1)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Finding
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor


@transaction.atomic
def reply(finding: Finding, *, words: str, by: Actor, at: datetime) -> Finding:
    """Let a body answer a problem, once; it is published with the problem. Raises: NotAllowed, NotPossible."""
    seat = permission.require(by, "supervision.reply", finding, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写答复:原因是什么,什么时候整改好。")
    if not Finding.objects.filter(pk=finding.pk, replied_at=None).update(reply=said, replied_at=at):
        raise rules.NotPossible("这个问题已经答复过了。要更正,请联系社区。")
    finding.reply, finding.replied_at = said, at
    facts = {"finding": finding.pk, "in_time": at <= finding.reply_by}
    journal.record(
        "supervision.replied",
        by=by,
        seat=seat,
        on=finding,
        at=at,
        community_id=finding.community_id,
        facts=facts,
    )
    return finding


@transaction.atomic
def hide_finding(finding: Finding, *, reason: str, by: Actor, at: datetime) -> None:
    """Keep the words of a problem from the public page, with the reason; the problem itself stays there."""
    seat = permission.require(by, "supervision.hide", finding, at=at)
    if not reason.strip():
        raise rules.NotPossible("请写为什么隐去。")
    if not Finding.objects.filter(pk=finding.pk, hidden_at=None).update(
        hidden_at=at, hidden_reason=reason.strip()[:100]
    ):
        raise rules.NotPossible("已经隐去了。")
    facts = {"finding": finding.pk}
    journal.record(
        "supervision.hidden",
        by=by,
        seat=seat,
        on=finding,
        at=at,
        community_id=finding.community_id,
        facts=facts,
    )
