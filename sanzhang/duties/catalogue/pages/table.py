"""A workbook of kinds, as the list is taken away: read row by row against what there is; nothing is written (§4.2)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.catalogue import actions, forms, queries
from sanzhang.duties.catalogue.models import Kind
from sanzhang.foundation import permission
from sanzhang.foundation.paper.frames import Line, read_lines
from sanzhang.foundation.paper.headers import Column
from sanzhang.foundation.paper.tables import Sheet
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.rules import members

MOST = 2000
COLUMNS = (
    Column("code", "编码", ("类别编码", "代码"), required=True),
    Column("group", "大类", ("所属大类",), required=True),
    Column("name", "名称", ("类别名称", "小类"), required=True),
    Column("topic", "居民页上归到", ("归到",), required=True),
    Column("urgency", "急不急", ("紧急程度",), required=True),
    Column("first_rung", "从哪一级开始"),
    Column("taken_by", "可以找"),
    Column("department", "主管部门"),
    Column("file_when", "立案条件"),
    Column("done_when", "结案条件"),
    Column("words", "居民常说的词"),
    Column("clocks", "单独的时限"),
    Column("questions", "要多问的话"),
)
LABELS = {column.field: column.label for column in COLUMNS}


class CatalogueChanged(Exception):
    """What was confirmed is not what would be done now."""

    status = 409
    words = "确认的时候类别变了(有人刚改过)。请再看一遍。"


@dataclass(frozen=True)
class Change:
    """A row that says something else than the catalogue: `kind` None where it is new."""

    kind: Kind | None
    values: Mapping[str, Any]
    labels: Sequence[str]  # which columns differ


@dataclass
class KindTable:
    """What a workbook says: what would change, how many rows say what is there already, cells to mend."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        """Return the kinds that are not there yet."""
        return [change for change in self.changes if change.kind is None]

    def digest(self) -> str:
        """Return the SHA-256 of what would be changed, by which a confirmation is known to mean the same."""
        told = [f"{change.kind and change.kind.code} {dict(change.values)}" for change in self.changes]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


class _Reader:
    """The catalogue as it is, and the words by which its codes are written."""

    def __init__(self) -> None:
        self.table = KindTable()
        found = Kind.objects.prefetch_related("clocks", "questions")
        self.kinds = {kind.code: kind for kind in found}
        self.by_name = {kind.name: kind for kind in found if kind.closed_on is None}
        names = queries.names()
        self.coded = {
            "topic": {words: code for code, words in names["topics"].items()},
            "urgency": {words: code for code, words in names["urgencies"].items()},
            "first_rung": {words: code for code, words in names["rungs"].items()} | {"按地点": ""},
            "taken_by": {words: code for code, words in members.KINDS.items()},
        }
        self.rows = 0
        self.codes: set[str] = set()
        self.names: dict[str, int] = {}

    def take(self, line: Line) -> None:
        before = len(line.faults)
        code = line.text("code").upper()
        kind = self.kinds.get(code)
        self.rows += 1
        if self.rows > MOST:
            line.tell("code", f"一次最多导 {MOST} 类。请分成几张表。")
        elif code and kind is None:
            line.tell("code", "没有这个编码。要加新的一类,编码空着就行。")
        elif code in self.codes:
            line.tell("code", "这个编码在表里写了两次。请删掉一行。")
        if code:
            self.codes.add(code)
        form = forms.KindRowForm(self._typed(line, kind), kind=kind)
        told = {fault.label for fault in line.faults[before:]}
        for name, words in form.errors.items():
            if LABELS[name] not in told:
                line.tell(name, str(words[0]))
        self._named(line, kind)
        if len(line.faults) == before:
            self._compare(kind, form.cleaned_data)

    def _typed(self, line: Line, kind: Kind | None) -> dict[str, Any]:
        """Return a row as the form takes it; a column that the sheet has not stays as it is."""
        typed = forms.row_shown(kind)
        for column in COLUMNS[1:]:
            if column.field not in line.head.columns:
                continue
            said = line.text(column.field)
            codes = self.coded.get(column.field)
            if codes is not None and said and said not in codes:
                some = "、".join([words for words in codes if words][:12])
                line.tell(column.field, f"认不出来。可以写:{some}。")
            typed[column.field] = said if codes is None else codes.get(said, "")
        return typed

    def _named(self, line: Line, kind: Kind | None) -> None:
        name = line.text("name")
        other = self.by_name.get(name)
        if first := self.names.get(name):
            line.tell("name", f"和第 {first} 行的名称一样。请换个名字。")
        elif kind is None and other is not None:
            line.tell("name", f"已经有这一类({other.code})。要改它,请写上编码。")
        self.names.setdefault(name, line.row.number)

    def _compare(self, kind: Kind | None, wanted: dict[str, Any]) -> None:
        as_it_is: dict[str, Any] = {}
        if kind is not None:
            form = forms.KindRowForm(forms.row_shown(kind), kind=kind)
            as_it_is = form.cleaned_data if form.is_valid() else {}
        labels = [LABELS[name] for name in LABELS if name != "code" and wanted[name] != as_it_is.get(name)]
        if labels:
            self.table.changes.append(Change(kind, wanted, labels))
        else:
            self.table.same += 1


def read_kinds(sheets: Sequence[Sheet]) -> KindTable:
    """Return what a workbook would change. What it does not list stays as it is."""
    reader = _Reader()
    reader.table.faults = read_lines(sheets, COLUMNS, reader.take).faults
    return reader.table


@transaction.atomic
def import_kinds(sheets: Sequence[Sheet], *, expected: str, by: Actor, at: datetime) -> KindTable:
    """Change the catalogue as a workbook without faults says, whole or not at all.

    Raises: NotAllowed; NotPossible — faults are left, or a name is taken; CatalogueChanged.
    """
    permission.require(by, "kind.edit", at=at)
    table = read_kinds(sheets)
    if table.faults:
        raise actions.NotPossible("表里还有要改的地方,一类也没有导。")
    if table.digest() != expected:
        raise CatalogueChanged
    for change in table.changes:
        lists = {name: change.values[name] for name in ("words", "clocks", "questions")}
        actions.edit_kind(change.kind, change.values, by=by, at=at, **lists)
    return table
