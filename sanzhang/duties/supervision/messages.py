"""Words of this room's messages. No personal data."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "supervision.inspect": Template(
        "{month} 月的履职巡查({where})还没有交。到月底前抽空走一圈、勾一勾就行;没看到的可以留着。",
        fields=("where", "month"),
    ),
    "suggestion.answered": Template(
        "您提的建议(编号 {reference})有了进展:{state}。请打开看答复。",
        sms="suggestion_answered",
        fields=("reference", "state"),
    ),
    "suggestion.due": Template(
        "{where}有一条居民建议(编号 {reference})快到答复期限,请尽快答复,或者写明研究到哪一天。",
        fields=("where", "reference"),
    ),
    "suggestion.late": Template(
        "{where}有一条居民建议(编号 {reference})过了 15 个工作日还没有答复,请督促社区答复。",
        fields=("where", "reference"),
    ),
}
