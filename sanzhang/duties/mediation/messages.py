"""Words of this room's messages: never what a dispute is about, nor who is in it."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "mediation.news": Template(
        "您参加的一件调解有了新情况。请登录看“调解”,或者打开您的回执。", sms="mediation_news"
    ),
    "mediation.news_by_link": Template(
        "您参加的一件调解有了新情况。请打开 {address} 看,同意不同意由您自己说。",
        sms="mediation_news_by_link",
        fields=("address",),
    ),
    "mediation.sitting_by_link": Template(
        "请您参加一次调解会,时间和地点请打开 {address} 看。",
        sms="mediation_sitting_by_link",
        fields=("address",),
    ),
    "mediation.waiting": Template("有一件纠纷等您接。请登录,在“调解”里看。"),
    "mediation.sitting": Template(
        "请您参加一次调解会,时间和地点请登录看“调解”,或者打开您的回执。", sms="mediation_sitting"
    ),
    "mediation.follow_up": Template("有一件调解到了回访的日子。请登录,在“调解”里看。"),
}
