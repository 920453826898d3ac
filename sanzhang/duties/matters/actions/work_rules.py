"""What a topic or an urgency asks of its work: photos, a look by somebody else."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models import WorkRule
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor


@transaction.atomic
def set_work_rule(
    *,
    photos: str,
    needs_check: bool,
    by: Actor,
    at: datetime,
    topic: str = "",
    kind: str = "",
    filed_as: Kind | None = None,
) -> WorkRule:
    """Set what a topic, an urgency or a kind of the catalogue asks of its work, from now on.

    Raises: NotAllowed; NotPossible — none or several of the three.
    """
    permission.require(by, "matter.edit_work", at=at)
    if sum(bool(one) for one in (topic, kind, filed_as)) != 1 or photos not in work.PHOTOS:
        raise rules.NotPossible("请选一个类别,再选要不要照片。")
    rule, _ = WorkRule.objects.update_or_create(
        topic=topic,
        kind=kind,
        filed_as=filed_as,
        defaults={"photos": photos, "needs_check": needs_check},
    )
    facts = {"topic": topic, "kind": kind, "filed_as": filed_as.code if filed_as else ""}
    journal.record(
        "matter.work_rule_set", by=by, at=at, facts=facts | {"photos": photos, "needs_check": needs_check}
    )
    return rule
