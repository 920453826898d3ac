"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "exchange.paused": Template(
        "“{name}”连续一天多收不到通知,已经暂停。请联系对方,修好以后在页面上恢复。", fields=("name",)
    ),
}
