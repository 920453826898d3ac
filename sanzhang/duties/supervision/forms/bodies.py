"""Forms of watched bodies and their duties."""

from typing import Any

from django import forms

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.forms.base import Form, day_field
from sanzhang.duties.supervision.models import WatchedBody
from sanzhang.foundation.paper.fields import TableField
from sanzhang.foundation.records.form_fields import NameField, PhoneField
from sanzhang.organisation.territory.models import Place


class BodyForm(Form):
    """A property company or an owners' committee."""

    kind = forms.ChoiceField(
        label="是哪一种",
        choices=list(rules.BODIES.items()),
        initial=rules.PROPERTY,
        widget=forms.RadioSelect,
        error_messages={"required": "请选是物业还是业委会。"},
    )
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请写名称。"})
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label="服务哪些小区和楼栋",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="小区没有列出来的,请先在辖区里登记。",
    )
    starts_on = day_field("合同(任期)从哪天开始", required=True)
    ends_on = day_field("到哪天为止", hint="没有约定就空着。到期前会在岗位日历里提醒。")
    credit_code = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, help_text="物业填,照营业执照抄。"
    )
    members = forms.IntegerField(
        label="业委会成员几人", min_value=1, max_value=99, required=False, help_text="只记人数,不记名单。"
    )
    duty_phone = forms.CharField(
        label="值班电话",
        max_length=20,
        required=False,
        help_text="会公开给居民。",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    contact_name = NameField(label="负责人姓名", required=False)
    contact_phone = PhoneField(
        label="负责人手机", max_length=30, required=False, help_text="派整改单时发短信给他。不公开。"
    )
    contact_agreed = forms.BooleanField(label="负责人本人同意登记姓名和电话", required=False)

    def __init__(self, *args: Any, places: Any, is_new: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        self.fields["places"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["kind"]

    def clean_credit_code(self) -> str:
        """Return the code in capitals, checked. Raises: ValidationError."""
        code = str(self.cleaned_data["credit_code"]).strip().upper()
        if code and (fault := rules.credit_code_fault(code)):
            raise forms.ValidationError(fault)
        return code


class DutyForm(Form):
    """A duty by contract."""

    title = forms.CharField(label="职责", max_length=40, error_messages={"required": "请写职责的名称。"})
    how_often = forms.CharField(label="多久一次", max_length=60, required=False)
    measure = forms.CharField(label="怎么算做到", max_length=120, required=False)
    looked_at = forms.ChoiceField(
        label="谁来看", choices=list(rules.LOOKED_AT.items()), initial=rules.WALK, widget=forms.RadioSelect
    )
    mend_days = forms.IntegerField(label="有问题几个工作日整改好", min_value=1, max_value=90, initial=3)
    starts_on = day_field("从哪天起", required=True)


class TableForm(Form):
    """A table of duties."""

    file = TableField(label="Excel 文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}))


class CopyForm(Form):
    """Whose duties are copied."""

    source = forms.ModelChoiceField(
        WatchedBody.objects.none(),
        label="照哪一家的抄",
        empty_label="请选择",
        error_messages={"required": "请选照哪一家抄。"},
    )

    def __init__(self, *args: Any, sources: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["source"].label_from_instance = lambda body: body.name  # type: ignore[attr-defined]


class PurposeForm(Form):
    """Why somebody's number is looked at."""

    purpose = forms.CharField(
        label="为什么要联系", max_length=200, error_messages={"required": "请写为什么要联系。"}
    )


class ReasonForm(Form):
    """Why words are kept from the public page."""

    reason = forms.CharField(
        label="为什么隐去", max_length=100, error_messages={"required": "请写为什么隐去。"}
    )


class BodyListForm(Form):
    """What the list of bodies is narrowed to."""

    q = forms.CharField(label="名称或小区", required=False, max_length=60)
    kind = forms.ChoiceField(label="哪一种", required=False, choices=[("", "全部"), *rules.BODIES.items()])
