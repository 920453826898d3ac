"""Words of this room's messages. No personal data: what it is about is read after opening."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "feedback.alarm": Template(
        "紧急报告:{where},{kind}({time})。请马上打开 {address} 点“我收到了”,再去办。",
        sms="alarm",
        fields=("where", "kind", "time", "address"),
        urgent=True,
    ),
    "feedback.alarm_again": Template(
        "再次提醒,紧急报告还没有人应:{where},{kind}({time})。请打开 {address} 点“我收到了”。",
        sms="alarm_again",
        fields=("where", "kind", "time", "address"),
        urgent=True,
    ),
    "feedback.drill": Template(
        "【演练】紧急报告演练:{where},{kind}({time})。请打开 {address} 点“我收到了”,不用出动。",
        sms="alarm_drill",
        fields=("where", "kind", "time", "address"),
        urgent=True,
    ),
    "feedback.alarm_more": Template("{where}的紧急报告({kind}),又有人报告了同样的情况。", urgent=True),
    "feedback.alarm_over": Template("{where}的紧急报告({kind})解除了:{ending}。", urgent=True),
}
