"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "posts.many_read": Template(
        "{title} 24 小时里看了很多人的资料,到了限额的一半。请问清用途;要接着看很多,须由您同意。"
    ),
}
