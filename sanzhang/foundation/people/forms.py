"""Forms of people: signing in, and what persons set themselves."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from sanzhang.foundation.people import rules
from sanzhang.foundation.records.form_fields import PhoneField

WEAK = {
    "password_too_short": "口令至少要 12 个字。请再长一些。",
    "password_too_common": "这个口令太常见,容易被猜到。请换一个。",
    "": "这个口令不够安全。请换一个更长的。",
}


class PhoneForm(forms.Form):
    """Which number shall get a code."""

    phone = PhoneField(attrs={"autocomplete": "tel", "autofocus": True})


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label="验证码",
        max_length=12,
        help_text="短信里的 6 位数字,5 分钟内有效。",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": "请写短信里的 6 位数字。"},
    )


class AfterTheFirstTime(forms.CharField):
    """Asked of everybody, but whoever comes for the first time has nothing to write yet."""

    def validate(self, value: str) -> None:
        """Let an empty value through: the keys are checked together, never here."""


class OfficeForm(forms.Form):
    """Login, password, second factor."""

    login = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": "请写账号。"},
    )
    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请写口令。"},
    )
    code = AfterTheFirstTime(
        label="动态码",
        max_length=12,
        help_text="手机动态口令应用里的 6 位数字。第一次登录还没有动态码的,先空着。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class FactorForm(forms.Form):
    """The first code of a new second factor."""

    code = forms.CharField(
        label="动态码",
        max_length=12,
        help_text="应用里此刻显示的 6 位数字。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "请写应用里此刻显示的 6 位数字。"},
    )


def _new_password(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text="至少 12 个字。用几个不相干的词连起来,好记又难猜。可以粘贴。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请写新口令。"},
    )


def _checked(password: str) -> str:
    try:
        validate_password(password)
    except forms.ValidationError as fault:
        raise forms.ValidationError(
            [WEAK.get(one.code or "", WEAK[""]) for one in fault.error_list]
        ) from fault
    return password


class PasswordForm(forms.Form):
    """A new password of one's own."""

    old = forms.CharField(
        label="现在的口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请写现在的口令。"},
    )
    new = _new_password("新口令")

    def clean_new(self) -> str:
        """Return a password that isn't too short or common."""
        return _checked(self.cleaned_data["new"])


class FirstPasswordForm(forms.Form):
    """A password that the system administrator gives, to be told on paper or by voice."""

    password = _new_password("新口令")

    def clean_password(self) -> str:
        """Return a password that isn't too short or common."""
        return _checked(self.cleaned_data["password"])


class LoginForm(FirstPasswordForm):
    """A new login of an office."""

    field_order = ("name", "login", "password")
    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请写姓名。"})
    login = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$",
        label="账号",
        help_text="3 到 40 个小写字母或数字,以字母开头,例如 liumin。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={
            "required": "请写账号。",
            "invalid": "账号只用小写字母、数字和 . _ -,以字母开头,3 到 40 个字,例如 liumin。",
        },
    )


class ReasonForm(forms.Form):
    """Why somebody reads so many persons' data."""

    reason = forms.ChoiceField(
        label="为什么要看这么多人的资料",
        choices=list(rules.READING_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个原因。"},
    )


class LookForm(forms.Form):
    """Why somebody's phone is wanted."""

    purpose = forms.ChoiceField(
        label="用来做什么",
        choices=[
            ("联系办理事项", "联系办理事项"),
            ("通知开会或走访", "通知开会或走访"),
            ("核对任职资料", "核对任职资料"),
            ("紧急情况联系", "紧急情况联系"),
        ],
    )


class NewPhoneForm(PhoneForm):
    """The new number of a person."""
