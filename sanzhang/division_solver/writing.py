"""Writing what was found: all files or none."""

import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sanzhang.division_solver.outcome import Outcome
from sanzhang.division_solver.table import Fault, Table, Unusable
from sanzhang.division_solver.table.sheet import write_rows

GRID, STATE = "网格", "方案"
LAWFUL, UNLAWFUL = "合规", "不合规,最接近的方案"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Chinese for another encoding


def plan_rows(table: Table, outcomes: Sequence[Outcome]) -> str:
    """Return the table as it came with two columns more: the grid, numbered from 1, and whether its plan is lawful."""
    added: list[tuple[str, str]] = [("", "")] * len(table.rows)
    for outcome in outcomes:
        state = LAWFUL if outcome.plan.lawful else UNLAWFUL
        for row, grid in zip(outcome.community.rows, outcome.plan.label, strict=True):
            added[row] = (str(grid + 1), state)
    header = (*table.header, *(_free(name, table.header) for name in (GRID, STATE)))
    rows = [(*row, *more) for row, more in zip(table.rows, added, strict=True)]
    file = io.StringIO(newline="")
    write_rows(file, [header, *rows])
    return BYTE_ORDER_MARK + file.getvalue()


def _free(name: str, header: Sequence[str]) -> str:
    """Return a name for a new column that no column has yet."""
    while name in header:
        name = f"新{name}"
    return name


def refuse_targets(targets: Sequence[Path], sources: Sequence[Path | None]) -> None:
    """Refuse places where nothing can be written before any work is done. Raises: Unusable."""
    faults = []
    taken = {source.resolve() for source in sources if source}
    for target in targets:
        if target.resolve() in taken:
            faults.append(Fault(str(target), "这个文件已经是输入或另一个输出。请换一个文件名。"))
        elif target.is_dir():
            faults.append(Fault(str(target), "这是文件夹。请写出文件名。"))
        elif not target.absolute().parent.is_dir():
            faults.append(Fault(str(target), f"没有文件夹“{target.absolute().parent}”。请先建好。"))
        elif not os.access(target.absolute().parent, os.W_OK):
            faults.append(Fault(str(target), "这个文件夹不许写。请换一个地方。"))
        taken.add(target.resolve())
    if faults:
        raise Unusable(faults)


def write_all(contents: dict[Path, str]) -> None:
    """Write every file under another name first, then give all their names: never half of them. Raises: Unusable."""
    ready: list[tuple[str, Path]] = []
    try:
        for target, content in contents.items():
            handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
            ready.append((name, target))
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~_mask())
        while ready:
            os.replace(*ready[0])
            ready.pop(0)
    except OSError as fault:
        raise Unusable([Fault(str(target), f"写不下去({fault.strerror})。请看看磁盘是不是满了。")]) from fault
    finally:
        for name, _ in ready:
            Path(name).unlink(missing_ok=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
