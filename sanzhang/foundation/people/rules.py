"""Rules of people: when powers sleep, what may be consented to."""

from datetime import datetime, timedelta

UNUSED = timedelta(days=90)  # R25: numbers are given out again by the carriers
WORDING = "2026-11"
CONSENTS = {
    "plaque.name": ("公示牌上写姓名", "同意在本单元、本楼、本网格的公示牌和扫码页上写我的姓名。"),
    "plaque.phone": ("公示牌上写电话", "同意在本单元、本楼、本网格的公示牌和扫码页上写我的电话。"),
    "card.name": ("“该找谁”里写姓名", "同意在我负责的网格的扫码页“该找谁”里写我的姓名。"),
    "card.phone": ("“该找谁”里写手机号", "同意在我负责的网格的扫码页“该找谁”里写我本人的手机号。"),
    "selection.publish": (
        "公示候选人的姓名和背景",
        "同意在选任的公示里写我的姓名、背景和自荐的话。",
    ),
}


def powers_live(
    *, verified_at: datetime | None, last_used_at: datetime | None, at: datetime, by_login: bool = False
) -> bool:
    """Say whether a person's seats count: the phone was verified by somebody, and was used within 90 days since.

    Whoever signs in with password and second factor does not depend on a number.
    """
    if by_login:
        return True
    if verified_at is None:
        return False
    return at - max(verified_at, last_used_at or verified_at) < UNUSED


READING_REASONS = {
    "survey": "统一入户核对资料",
    "notice": "通知大范围的事(停水、停电、天气)",
    "election": "组织推选或协商",
    "emergency": "突发事件排查",
}
