"""What people type into exchange."""

from datetime import date, timedelta

from django import forms
from django.conf import settings

from sanzhang.foundation.exchange import rules

_NAME = {"required": "请写一写是哪个系统。", "max_length": "最多写 60 个字。"}
_KEEPER = {"required": "请写对方是哪个单位。", "max_length": "最多写 60 个字。"}


class KeyForm(forms.Form):
    """Who gets a key, for what, where, until when."""

    name = forms.CharField(label="哪个系统", max_length=60, error_messages=_NAME)
    keeper = forms.CharField(label="谁在管它", help_text="单位名称", max_length=60, error_messages=_KEEPER)
    area = forms.CharField(
        label="在哪个范围",
        help_text="区划代码:市 4 位、区 6 位、街道 9 位、社区 12 位。",
        max_length=12,
        error_messages={"required": "请写区划代码。", "max_length": "区划代码最多 12 位。"},
    )
    reaches = forms.MultipleChoiceField(
        label="可以做什么",
        choices=list(rules.REACHES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一项。"},
    )
    expires_on = forms.DateField(
        label="用到哪天",
        help_text="最长两年。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "日期要写成 2027-02-05 这样。"},
    )
    a_minute = forms.IntegerField(
        label="一分钟最多请求几次",
        min_value=1,
        max_value=6000,
        initial=rules.A_MINUTE,
        error_messages={
            "required": "请写一个数。",
            "invalid": "请写整数。",
            "min_value": "至少 1 次。",
            "max_value": "最多 6000 次。",
        },
    )

    def __init__(self, *args: object, today: date, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.today = today
        self.fields["expires_on"].initial = today + timedelta(days=365)

    def clean_area(self) -> str:
        """Return the code without spaces and the zeros that fill it up to 12 digits."""
        code = "".join(str(self.cleaned_data["area"]).split())
        if not code.isascii() or not code.isdigit():
            raise forms.ValidationError("区划代码只有数字。")
        widths = sorted(rules.WIDTHS) if len(code) == 12 else [len(code)]
        width = next((width for width in widths if width in rules.WIDTHS and not code[width:].strip("0")), 0)
        if not width:
            raise forms.ValidationError("区划代码是市 4 位、区 6 位、街道 9 位、社区 12 位。")
        return code[:width]

    def clean_expires_on(self) -> date:
        """Return a day to come, at most two years away."""
        day: date = self.cleaned_data["expires_on"]
        if not self.today < day <= self.today + rules.LONGEST_LIFE:
            raise forms.ValidationError("请选明天以后、两年以内的日期。")
        return day


class HookForm(forms.Form):
    """Where to, and of what."""

    url = forms.CharField(
        label="通知发到哪个网址",
        help_text="以 https:// 开头,由对方提供。",
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": "请写网址。", "max_length": "网址最多 300 个字。"},
    )
    events = forms.MultipleChoiceField(
        label="什么时候通知",
        choices=list(rules.EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一种。"},
    )

    def clean_url(self) -> str:
        """Return an address that may be meant."""
        try:
            return rules.clean_address(self.cleaned_data["url"], inside=settings.HOOKS_INSIDE)
        except rules.NotPossible as fault:
            raise forms.ValidationError(fault.words) from fault
