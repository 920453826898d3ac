"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "rotation.coming": Template(
        "再过 {days} 天轮到您家:{month}的{title}。有事去不了,请在“我的轮值”里换月或跳过。",
        sms="rotation_coming",
        fields=("days", "month", "title"),
    ),
    "rotation.going": Template(
        "{title}的轮值再过 {days} 天交给下一位。请看一看系统拟好的交接单,补上要交代的话。",
        sms="rotation_going",
        fields=("title", "days"),
    ),
    "rotation.swap_asked": Template("有一户想用{month}和您家的{other}换轮值。请在“我的轮值”里答复。"),
    "rotation.swap_answered": Template("您提的{month}换月:{answer}。"),
}
