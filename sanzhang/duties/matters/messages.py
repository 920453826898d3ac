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
    "matters.order": Template(
        "{where}有一件事派给{handler}办(编号 {reference}),{due}前要办完。打开 {address} 看要办什么、接单、回单。"
        "这个网址只管这一件,回单以后作废,请不要转发。",
        sms="matter_order",
        fields=("where", "handler", "reference", "due", "address"),
    ),
    "matters.order_for_you": Template(
        "{where}有一件事派给您办(编号 {reference}),{due}前要办完。请先接单,再去办。",
        sms="matter_order_for_you",
        fields=("where", "reference", "due"),
    ),
    "matters.order_moved": Template("{where}的一件事(编号 {reference}):{handler}{what}。"),
    "matters.order_recalled": Template("{where}派给您的一件事(编号 {reference})收回了,不用再办。"),
    "matters.to_decide": Template(
        "{where}的一件事(编号 {reference})等您定:{what}。请在{due}前定。",
        sms="matter_to_decide",
        fields=("where", "reference", "what", "due"),
    ),
    "matters.decided": Template("{where}的一件事(编号 {reference}),“{what}”有了结果:{result}。"),
    "matters.to_check": Template("{where}的一件事(编号 {reference})办完了,请您核查以后再答复居民。"),
    "matters.not_good": Template("{where}的一件事(编号 {reference}),核查没有通过,请看看哪里还要办。"),
    "matters.question": Template(
        "您反映的事(编号 {reference})要请您补充一点情况。请打开 {address} 看一看、写一写。"
        "七天没有回音,就按现有的情况接着办。",
        sms="matter_question",
        fields=("reference", "address"),
    ),
    "matters.resumed": Template("{where}的一件事(编号 {reference})时间接着走了:{what}。"),
    "matters.promise_moved": Template(
        "您反映的事(编号 {reference})要多办几天,改在{due}前答复您。原因请打开 {address} 看。",
        sms="matter_promise_moved",
        fields=("reference", "due", "address"),
    ),
    "matters.rate": Template(
        "您反映的事(编号 {reference})办结了。办得怎么样,请打开 {address} 说一说;没有办好,30 天内可以要求重办。",
        sms="matter_rate",
        fields=("reference", "address"),
    ),
    "matters.mediated": Template(
        "您反映的事(编号 {reference})是双方之间的纠纷,转去调解了。请打开 {address} 看接下来怎么办。",
        sms="matter_mediated",
        fields=("reference", "address"),
    ),
    "matters.explained": Template(
        "您反映的事(编号 {reference})有新的说明:能办到的和办不到的,请打开 {address} 看。",
        sms="matter_explained",
        fields=("reference", "address"),
    ),
    "matters.mark_asked": Template(
        "{where}的一件事(编号 {reference}),有人认为要求超出了能办的范围,请另一个岗位的人看一看。"
    ),
    "matters.asked": Template(
        "{where}有居民问社区一件事(编号 {reference}),请在{due}前回答。",
        fields=("where", "reference", "due"),
    ),
    "matters.told": Template(
        "您问的事(编号 {reference})有回答了。请打开 {address} 看。",
        sms="enquiry_answered",
        fields=("reference", "address"),
    ),
    "matters.part_done": Template("{where}的一件事(编号 {reference}),分出来的一件有答复了。"),
}
