"""`once`: the only way in which a POST changes anything."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.records import statements

FIELD = "idempotency_key"
NOT_SENT = {FIELD, "csrfmiddlewaretoken"}
KEEP = (
    "UPDATE idempotency_claim SET status = %s, location = %s, content_type = %s, body = %s"
    " WHERE key = %s AND sender = %s"
)
_KEY = re.compile(r"[\x21-\x7e]{8,255}")


class KeyReused(Exception):
    """The key came before with another body (R2)."""

    status = 409
    words = "这张表已经用另外的内容交过一次。请回到上一页,重新打开表再填。"


class KeyMissing(Exception):
    """A POST came without its key."""

    status = 400
    words = "这次提交缺少表单编号。请刷新页面,再交一次。"


def once(request: Any, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do `act` in one transaction with the claim of the request's key, and keep its answer.

    A second send with the same key gets the kept answer; the browser that lost the first answer finds its way.
    Answers from 400 on are not kept, and what `act` wrote is undone. Raises: KeyReused, KeyMissing.
    """
    request.once_used = True
    key, sender, sent = key_of(request), sender_of(request), digest_of(request)
    try:
        with transaction.atomic():
            claim = Claim(key=key, sender=sender, sent=sent, claimed_at=timezone.now())
            statements.insert(claim)
            answer = act()
            if answer.status_code >= 400:
                raise _Refused(answer)
            _keep(claim, answer)
            return answer
    except _Refused as refused:
        return refused.answer
    except IntegrityError:
        if kept := _kept(key, sender, sent):
            return kept
        raise


def answered_before(request: Any) -> HttpResponse | None:
    """Return the kept answer of a POST that was done before, marked as used; None if it is new.

    For pages that must do something outside of the transaction first, such as counting a wrong try.
    Raises: KeyReused, KeyMissing.
    """
    kept = _kept(key_of(request), sender_of(request), digest_of(request))
    request.once_used = kept is not None
    return kept


class _Refused(Exception):
    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer


def key_of(request: Any) -> str:
    """Return the key of a POST, from the `Idempotency-Key` header or the form. Raises: KeyMissing."""
    key = request.headers.get("Idempotency-Key") or request.POST.get(FIELD, "")
    if not _KEY.fullmatch(key):
        raise KeyMissing()
    return str(key)


def sender_of(request: Any) -> str:
    """Return whose key it is, so that nobody can fetch another's answer with a key he saw."""
    if request.user.is_authenticated:
        return str(request.user.journal_key)
    visitor = request.COOKIES.get("sz_visitor") or request.COOKIES.get("csrftoken", "")
    return "v:" + hashlib.sha256(visitor.encode()).hexdigest()[:48]


def digest_of(request: Any) -> str:
    """Return the SHA-256 of what was sent, reckoned once: the page may put right what came after that.

    A browser's form and a script's queue end lines differently and differ in tokens: the same words are the same.
    """
    if not hasattr(request, "digest_of_sent"):
        request.digest_of_sent = _digest(request)
    return str(request.digest_of_sent)


def _digest(request: Any) -> str:
    """Return the digest of path, fields but for the tokens, and file contents."""
    digest = hashlib.sha256(request.path.encode())
    if request.content_type == "application/json":
        digest.update(request.body)
    for name in sorted(set(request.POST) - NOT_SENT):
        for value in request.POST.getlist(name):
            words = value.replace("\r\n", "\n")
            digest.update(f"\x00{name}\x01{words}".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"\x02{name}\x01".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _kept(key: str, sender: str, sent: str) -> HttpResponse | None:
    claim = Claim.objects.filter(key=key, sender=sender).first()
    if claim is None:
        return None
    if claim.sent != sent:
        raise KeyReused()
    answer = HttpResponse(claim.body, status=claim.status, content_type=claim.content_type or None)
    if claim.location:
        answer["Location"] = claim.location
    answer["Idempotent-Replay"] = "true"
    return answer


def _keep(claim: Claim, answer: HttpResponse) -> None:
    body = answer.content.decode() if answer.status_code in (200, 201) else ""
    said = [answer.status_code, answer.get("Location", ""), answer.get("Content-Type", ""), body]
    statements.run(KEEP, [*said, claim.key, claim.sender])
