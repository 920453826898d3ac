"""Runs of the real command for tests."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Answer:
    """What a run said and where it wrote."""

    code: int
    out: str
    err: str
    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")


def divide(
    folder: Path, *words: object, program: tuple[str, ...] = ("-m", "sanzhang.division_solver")
) -> Answer:
    """Run the command in `folder`, in a process of its own that knows nothing of Django's settings."""
    ran = subprocess.run(
        [sys.executable, *program, *map(str, words)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Answer(ran.returncode, ran.stdout, ran.stderr, folder)
