"""The sentences that Django's forms say on their own, in plain Chinese; a field's own sentences come before them."""

from django import forms

PICK = "请在给出的几项里选。"
SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "这一项还没有填。"},
    forms.CharField: {
        "max_length": "最多写 %(limit_value)d 个字,现在是 %(show_value)d 个字。",
        "min_length": "至少写 %(limit_value)d 个字,现在是 %(show_value)d 个字。",
        "null_characters_not_allowed": "里面有看不见的符号。请删掉重新写。",
    },
    forms.ChoiceField: {"required": "这一项还没有选。", "invalid_choice": PICK},
    forms.TypedChoiceField: {"required": "这一项还没有选。", "invalid_choice": PICK},
    forms.MultipleChoiceField: {
        "required": "至少选一项。",
        "invalid_choice": PICK,
        "invalid_list": PICK,
    },
    forms.ModelChoiceField: {"required": "这一项还没有选。", "invalid_choice": PICK},
    forms.BooleanField: {"required": "这一项要打勾才能往下办。"},
    forms.IntegerField: {
        "invalid": "要写整数,例如 12。",
        "max_value": "最大写 %(limit_value)s。",
        "min_value": "最小写 %(limit_value)s。",
    },
    forms.FloatField: {"invalid": "要写数,例如 3.5。"},
    forms.DecimalField: {"invalid": "要写数,例如 3.5。"},
    forms.DateField: {"invalid": "日期要写成 2026-12-01 这样。"},
    forms.TimeField: {"invalid": "时间要写成 17:30 这样。"},
    forms.DateTimeField: {"invalid": "日期和时间要写成 2026-12-01 17:30 这样。"},
    forms.URLField: {"invalid": "网址要从“https://”写起。"},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": "选项里没有这一项。请重新选。",
        "invalid_list": "请在选项里勾选。",
        "invalid_pk_value": "选项里没有这一项。请重新选。",
    },
    forms.UUIDField: {"invalid": "这个编号不完整。请从原来的页面再打开一次。"},
    forms.FileField: {
        "required": "还没有选文件。",
        "invalid": "文件没有传上来。请再选一次。",
        "missing": "文件没有传上来。请再选一次。",
        "empty": "这个文件是空的。请打开看一看,另存一份再传。",
    },
    forms.ImageField: {"invalid_image": "这张照片打不开。请换一张,或者重新拍一张。"},
}


def speak_plainly() -> None:
    """Put the sentences where fields made from now on find them."""
    for kind, sentences in SENTENCES.items():
        own = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**own, **sentences}
