"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "rotation.coming": Template(
        "{left}轮到您家:{month}的{title}。有事去不了,请在“我的轮值”里换月或跳过。",
        sms="rotation_coming",
        fields=("left", "month", "title"),
    ),
    "rotation.going": Template(
        "{title}的轮值{left}交给下一位。请看一看系统拟好的交接单,补上要交代的话。",
        sms="rotation_going",
        fields=("title", "left"),
    ),
    "rotation.begins": Template(
        "本单元定了轮流当单元长,{month}1日零点起由轮到的住户担任,您的“{title}”到那时结束。谢谢您这些日子的付出。",
        sms="rotation_begins",
        fields=("month", "title"),
    ),
    "rotation.changed": Template(
        "{title}轮值的月份排好了,您家现在是:{months}。去不了的,请在“我的轮值”里换月或跳过。",
        sms="rotation_changed",
        fields=("title", "months"),
    ),
    "rotation.declined": Template("{title}的轮值,您家这次没有参加:{words}。不清楚的,请问社区。"),
    "rotation.ended": Template("{title}不再轮值:{words} 以后的月份都不用去了。"),
    "rotation.swap_asked": Template(
        "有一户想用{month}和您家的{other}换轮值。请在“我的轮值”里答复。",
        sms="rotation_swap_asked",
        fields=("month", "other"),
    ),
    "rotation.swap_answered": Template("您提的换月({month}换{other}):{answer}。"),
    "rotation.swap_entered": Template(
        "社区替您家答复了换月({month}换{other}):{answer}。不是您的意思,请马上联系社区。"
    ),
    "rotation.handover_ready": Template(
        "{title}:上一任的交接单签好了,请看一看,清楚了就确认。", fields=("title",)
    ),
    "rotation.handover_asked": Template("{title}:下一任对交接单有话问您,请答一答。", fields=("title",)),
    "rotation.handover_answered": Template("{title}:上一任回答了您问的话。", fields=("title",)),
}
