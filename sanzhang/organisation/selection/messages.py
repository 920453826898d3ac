"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "selection.overdue": Template("{title}的选任“{stage}”到 {day} 已经到期,还没有往下办。请点开处理。"),
    "selection.stood": Template("{title}有人自荐,请审核。"),
    "selection.objected": Template("{title}公示期有人提出异议,请核实、答复。答复以前不能确定人选。"),
    "selection.counted": Template("{title}的投票已经计票:{words}。"),
    "selection.refused_filing": Template("{title}的人选没有备案,原因请点开看,请重新确定人选。"),
    "selection.trouble": Template("{title}的人选已经备案,但没有安排上岗:{words}"),
    "selection.accepted": Template("您参加{title}选任的报名审核通过了,公示的日子请点开看。"),
    "selection.refused": Template("您参加{title}选任的报名没有通过,原因请点开看。"),
    "selection.out": Template("公示期对您的异议核实后成立,您不再是{title}的候选人。有意见请找社区。"),
}
