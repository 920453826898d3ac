"""What speaks for a person in one post, with its proof: kept on the post's file, nowhere else (§2.2)."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Background, Post


@transaction.atomic
def note_background(
    post: Post,
    person: Person,
    *,
    kinds: Iterable[str],
    words: str = "",
    proof: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Background:
    """Note a person's background in the file of one post; a second note takes the first one's place.

    A proof that was given before stays unless a new one comes. Raises: NotPossible — an unknown kind, or an office.
    """
    seat = permission.require(by, "posts.note_background", post, at=at)
    if post.kind not in rules.LEADERS:
        raise NotPossible("只有三长的岗位有人选背景。")
    chosen = [kind for kind in rules.BACKGROUNDS if kind in set(kinds)]
    if len(chosen) != len(set(kinds)):
        raise NotPossible("没有这一种人选背景。请重新选。")
    known = Background.objects.filter(community=post.community_id, post=post, person=person).first()
    row = known or Background(community=post.community, post=post, person=person)
    row.kinds, row.words, row.noted_at = json.dumps(chosen), words.strip(), at
    row.proof = proof or row.proof
    row.noted_by = by if isinstance(by, Person) else None
    row.save()
    journal.record(
        "post.background_noted",
        by=by,
        at=at,
        seat=seat,
        on=post,
        about=person,
        community_id=post.community_id,
    )
    return row
