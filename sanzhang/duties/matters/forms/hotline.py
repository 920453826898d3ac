"""The form that takes a hotline's list."""

from typing import Any

from django import forms

from sanzhang.duties.matters.forms.base import Form
from sanzhang.foundation.paper.fields import TableField
from sanzhang.organisation.territory.models import Place


class HotlineFileForm(Form):
    """Which community, which file."""

    community = forms.ModelChoiceField(
        Place.objects.none(), label="哪个社区", empty_label=None, error_messages={"required": "请选社区。"}
    )
    file = TableField(
        label="热线工单表",
        help_text="热线系统导出的 .xlsx、.xls 或 .csv 就行,列名不用改。",
        error_messages={"required": "请选一个文件。", "empty": "这个文件是空的。"},
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["community"]
        field.queryset = communities  # type: ignore[attr-defined]
        field.label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
