"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "division.waits": Template(
        "{community}报来网格划分方案({draft}),拟于 {day} 生效,请审批。",
        sms="division_waits",
        fields=("community", "draft", "day"),
    ),
    "division.approved": Template("街道批准了网格划分方案({draft}),{day}零点自动生效。"),
    "division.refused": Template("街道退回了网格划分方案({draft})。请看退回的原因,改好再报。"),
    "division.in_force": Template(
        "网格划分方案({draft})从 {day} 零点起生效。请给新网格安排网格长,重印有变化的公示牌。"
    ),
    "division.sent_back": Template("网格划分方案({draft})没有生效:起草以后楼栋有变化。请新起一稿。"),
    "division.your_grid": Template("从 {day} 起,{community}的网格重新划分,您负责的网格范围有变化。"),
}
