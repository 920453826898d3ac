"""Forms of people: signing in, and what persons set themselves."""

from django import forms

from sanzhang.foundation.records.text import NotAPhone, clean_phone


class PhoneForm(forms.Form):
    """Which number shall get a code."""

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
        error_messages={"required": "请写手机号。"},
    )

    def clean_phone(self) -> str:
        """Return the digits."""
        try:
            return clean_phone(self.cleaned_data["phone"])
        except NotAPhone as fault:
            raise forms.ValidationError(fault.words) from fault


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
    code = forms.CharField(
        label="动态码",
        max_length=12,
        help_text="手机动态口令应用里的 6 位数字。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "请写动态码。"},
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
