"""Notices are public words."""

from sanzhang.foundation.records.inventory import internal, public

FIELDS = {
    **public("Notice", "id community place path title words starts_at ends_at published_as", "通知住户"),
    **internal("Notice", "published_by withdrawn_at withdrawn_words", "谁发的、为什么撤回"),
}
