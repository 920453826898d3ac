"""Words of this room's messages. No personal data: what it is about is read after signing in."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "matters.waiting": Template(
        "{where}有一件居民反映的事等您办({topic},编号 {reference}),请在{due}前办理或上报。",
        sms="matter_waiting",
        fields=("where", "topic", "reference", "due"),
    ),
    "matters.urgent": Template(
        "紧急:{where}有人反映紧急情况(编号 {reference}),请马上处理,{due}前答复。",
        sms="matter_urgent",
        fields=("where", "reference", "due"),
        urgent=True,
    ),
    "matters.stuck": Template(
        "{where}有一件事(编号 {reference})已经超过时限,上面没有可以报的岗位,请尽快办理。",
        sms="matter_stuck",
        fields=("where", "reference"),
    ),
    "matters.proposed": Template(
        "{where}的一件事(编号 {reference}),上一任{title}发来了没赶上交接的“{step}”。请看一看,采用或者不采用。",
        fields=("where", "reference", "title", "step"),
    ),
    "matters.answered": Template(
        "您反映的事(编号 {reference})有答复了:{ending}。请打开 {address} 看答复,确认办好或者要求重办。",
        sms="matter_answered",
        fields=("reference", "ending", "address"),
    ),
}
