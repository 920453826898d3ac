"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    # bodies
    "posts.body_proposed": Template("社区提名您到{body}任职,正在等决定。请点开看看,不愿意可以直接说。"),
    "posts.body_accepted": Template("您到{body}任职的提名已经同意,从今天起任职。"),
    "posts.body_refused": Template("您到{body}任职的提名没有同意,原因请点开看。"),
    "posts.body_declined": Template("有一位三长不愿意到{body}任职,提名已经结束。"),
    "posts.body_left": Template(
        "{body}有一位成员不再担任三长。党组织的职务不会自动结束,请决定是否继续任职。"
    ),
    "posts.many_read": Template(
        "{title} 24 小时里看了很多人的资料,到了限额的一半。请问清用途;要接着看很多,须由您同意。"
    ),
    # terms
    "posts.term_ends": Template(
        "您的“{title}”任期到 {day} 届满,还有 {left} 天。愿意接着干的,请告诉社区;没有续任的,到那天自动离岗。",
        sms="term_ends",
        fields=("title", "day", "left"),
    ),
    "posts.terms_end": Template("有 {count} 位三长的任期 {days} 天内届满。请商量续任,或者重新选任。"),
    # leaving
    "posts.ended": Template(
        "您的“{title}”岗位到 {day} 结束({why})。不清楚的,请在“我的岗位”里看,或者问社区。",
        sms="post_ended",
        fields=("title", "day"),
    ),
    "posts.resignation_asked": Template("{title}提出辞任,请处理。"),
    "posts.resignation_entered": Template(
        "社区替您登记了辞去“{title}”。不是您的意思,请点开撤回。", sms="resignation_entered", fields=("title",)
    ),
    "posts.resignation_agreed": Template("您辞去“{title}”的事办好了,到 {day} 离岗。谢谢您这些日子的付出。"),
    "posts.resignation_silent": Template("{title}的辞任满 15 天没有处理,已经自动生效。请尽快找人接上。"),
    "posts.leaving_refused": Template("您的{what}({title})社区没有同意,原因请点开看。"),
    "posts.leaving_withdrawn": Template("{title}的{what}撤回了,岗位不变。"),
    "posts.leaving_revoked": Template("{title}的{what}撤销了,岗位恢复。"),
    "posts.removal_proposed": Template(
        "社区提出免去您的“{title}”。理由请点开看。您可以在 {until} 以前说说您的意见:写在页面上,"
        "或者告诉社区、街道的人记下来。没有听您的意见以前,不会作决定。",
        sms="removal_proposed",
        fields=("title", "until"),
    ),
    "posts.removal_waits": Template("有人提出免去{title},正在听取本人意见,之后请决定。"),
    "posts.words_noted": Template("您对免任“{title}”说的话记下了。请点开看看记得对不对,不对可以再补充。"),
    "posts.removal_heard": Template("{title}的免任已经听取本人意见,可以决定了。"),
    "posts.removal_done": Template("“{title}”的免任已经决定。理由和决定请点开看。"),
    "posts.removal_refused": Template("免任“{title}”的提议没有通过,岗位不变。"),
    "posts.leave_asked": Template("{title}请假({days}),请处理,并看看要不要代理。"),
    "posts.leave_granted": Template("您的请假({title})办好了:{days}。到日子自动返岗,不用再办。"),
    "posts.leave_changed": Template("您的请假({title})改成:{days}。"),
    "posts.leave_cancelled": Template("{title}的请假({days})取消了,岗位不变。"),
    "posts.acting": Template("请您代理“{title}”:{days}。到日子自动开始、自动结束。"),
    "posts.acting_changed": Template("您代理“{title}”的日子改成:{days}。"),
    "posts.acting_ended": Template("您代理“{title}”到 {day} 结束。谢谢您帮忙。"),
    "posts.death_elsewhere": Template("{title}在别的社区被登记为去世。请核实,并给这个岗位办离岗。"),
}
