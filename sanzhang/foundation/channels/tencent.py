"""Tencent Cloud SMS 2021-01-11: SendSms, PullSmsSendStatusByPhoneNumber, signed by TC3-HMAC-SHA256.

Settings: SZ_SMS_ID, SZ_SMS_KEY (the account's secret id and key), SZ_SMS_APP (SmsSdkAppId), SZ_SMS_SIGN (its
approved signature), SZ_SMS_TEMPLATES ("code=1400001,waiting=1400002": our name = their approved template),
SZ_SMS_REGION, SZ_SMS_ENDPOINT, SZ_SMS_CALLBACK_KEY (the secret part of the address for their reports).
The message's id travels as SessionContext: after a lost answer we ask for it before sending again.
"""

import hashlib
import hmac
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from sanzhang.foundation.channels import rules
from sanzhang.foundation.channels.carriers import Accepted, Outcome, Refused, TryLater
from sanzhang.foundation.channels.models import Message

VERSION = "2021-01-11"
_KIND = "application/json; charset=utf-8"
_CONNECT, _READ = 5.0, 10.0  # seconds
# What no later try can mend; everything else is tried again for 4 hours.
_NEVER = {
    "InvalidParameterValue.IncorrectPhoneNumber": "号码不对,短信发不过去。",
    "FailedOperation.PhoneNumberInBlacklist": "这个号码在短信服务商的拒收名单里。",
    "FailedOperation.PhoneNumberOnBlacklist": "这个号码在短信服务商的拒收名单里。",
    "FailedOperation.ContainSensitiveWord": "短信里有服务商不让发的字词。",
    "FailedOperation.FailResolvePacket": "短信的内容服务商读不懂。",
    "InvalidParameterValue.TemplateParameterLengthLimit": "短信里的一项内容太长。",
    "InvalidParameterValue.TemplateParameterFormatError": "短信里有一项内容的格式服务商不收。",
    "UnsupportedOperation.UnsupportedRegion": "服务商不能把短信发到这个地区。",
}


@dataclass(frozen=True)
class Account:
    """One account at the provider."""

    secret_id: str
    secret_key: str
    app: str
    sign: str
    templates: dict[str, str]
    endpoint: str = "https://sms.tencentcloudapi.com"
    region: str = "ap-guangzhou"

    @classmethod
    def from_environment(cls) -> "Account":
        """Read SZ_SMS_*. Raises: KeyError — one is missing."""
        pairs = (pair.split("=", 1) for pair in os.environ["SZ_SMS_TEMPLATES"].split(",") if "=" in pair)
        return cls(
            secret_id=os.environ["SZ_SMS_ID"],
            secret_key=os.environ["SZ_SMS_KEY"],
            app=os.environ["SZ_SMS_APP"],
            sign=os.environ["SZ_SMS_SIGN"],
            templates={name.strip(): number.strip() for name, number in pairs},
            endpoint=os.environ.get("SZ_SMS_ENDPOINT", cls.endpoint),
            region=os.environ.get("SZ_SMS_REGION", cls.region),
        )


class TencentCarrier:
    """Sends text messages to mobile numbers; what has no number stays in the inbox and is there already."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def carry(self, message: Message) -> Outcome:
        """Send one message, or find out that an earlier try did."""
        if not message.phone:
            return Accepted(delivered=True)
        template = rules.template_of(message.template)
        if template.sms not in self.account.templates:
            return TryLater(f"短信模板“{template.sms}”还没有在服务商处登记。")
        if message.in_flight_at:
            found = self._find(message, since=message.in_flight_at)
            if found is not None:
                return found
        return self._send(message, template)

    def _send(self, message: Message, template: rules.Template) -> Outcome:
        facts = json.loads(message.facts or "{}")
        answer = self._ask(
            "SendSms",
            {
                "PhoneNumberSet": [f"+86{message.phone}"],
                "SmsSdkAppId": self.account.app,
                "SignName": self.account.sign,
                "TemplateId": self.account.templates[template.sms],
                "TemplateParamSet": [str(facts[name]) for name in template.fields],
                "SessionContext": str(message.pk),
            },
        )
        if isinstance(answer, TryLater | Refused):
            return answer
        statuses = answer.get("SendStatusSet") or [{}]
        if statuses[0].get("Code") == "Ok":
            return Accepted(statuses[0].get("SerialNo", ""))
        return _outcome_of(statuses[0].get("Code", ""))

    def _find(self, message: Message, *, since: datetime) -> Outcome | None:
        """Ask what became of an earlier try: TryLater if nobody answers, None if it never came there."""
        answer = self._ask(
            "PullSmsSendStatusByPhoneNumber",
            {
                "BeginTime": int(since.timestamp()) - 300,
                "EndTime": int(time.time()) + 300,
                "Offset": 0,
                "Limit": 100,
                "PhoneNumber": f"+86{message.phone}",
                "SmsSdkAppId": self.account.app,
            },
        )
        if isinstance(answer, TryLater | Refused):
            return TryLater(answer.words, unsure=True)
        for status in answer.get("PullSmsSendStatusSet") or []:
            if status.get("SessionContext") == str(message.pk):
                return Accepted(status.get("SerialNo", ""), delivered=status.get("ReportStatus") == "SUCCESS")
        return None

    def _ask(self, action: str, payload: dict[str, Any]) -> dict[str, Any] | TryLater | Refused:
        body = json.dumps(payload).encode()
        headers = signed_headers(self.account, action, body, timestamp=int(time.time()))
        try:
            answer = requests.post(
                self.account.endpoint, body, headers=headers, timeout=(_CONNECT, _READ), allow_redirects=False
            )
        except requests.RequestException as fault:
            return _no_answer(fault)
        if answer.status_code >= 500:
            return TryLater(f"短信服务商出错({answer.status_code})。", unsure=True)
        try:
            response: dict[str, Any] = answer.json()["Response"]
        except (ValueError, KeyError, TypeError):
            return TryLater("短信服务商的回话读不懂。", unsure=True)
        error = response.get("Error")
        return _outcome_of(error.get("Code", "")) if error else response


def _no_answer(fault: requests.RequestException) -> TryLater:
    """Return what a call without an answer means: the text may have gone out, unless nobody took the call."""
    was_never_there = isinstance(fault, requests.ConnectTimeout) or "refused" in str(fault).lower()
    words = "连不上短信服务商。" if was_never_there else "短信服务商没有回话。"
    return TryLater(words, unsure=not was_never_there)


def _outcome_of(code: str) -> TryLater | Refused:
    if words := _NEVER.get(code):
        return Refused(words)
    return TryLater(f"短信服务商没有收下({code or '没有说明'})。")


def signed_headers(account: Account, action: str, body: bytes, *, timestamp: int) -> dict[str, str]:
    """Return the headers of a call, with its TC3-HMAC-SHA256 signature over type, host, action and body."""
    host = urlsplit(account.endpoint).netloc
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    names = "content-type;host;x-tc-action"
    headers = f"content-type:{_KIND}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    canonical = f"POST\n/\n\n{headers}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/sms/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{account.secret_key}".encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"TC3-HMAC-SHA256 Credential={account.secret_id}/{scope}"
    return {
        "Authorization": f"{credential}, SignedHeaders={names}, Signature={signature}",
        "Content-Type": _KIND,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": str(timestamp),
        "X-TC-Version": VERSION,
        "X-TC-Region": account.region,
    }
