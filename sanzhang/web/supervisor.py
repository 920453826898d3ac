"""A small parent of a few processes: starts them, starts them again when they fall, ends them together.

Standard library only, so that the parent stays small. Each child leads a process group of its own: Ctrl-C
reaches the parent alone, and a child's children end with it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHORTEST_REST, LONGEST_REST = 0.5, 30.0  # seconds before a fallen child starts again
WELL_AFTER = 60.0  # seconds of life after which a fall counts as the first one
PATIENCE = 15.0  # seconds a child has to end by itself
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process that is to live as long as its parent."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    rest_until: float = 0.0


@dataclass
class Supervisor:
    """Keeps its children alive until it is told to stop."""

    children: list[Child]
    environment: Mapping[str, str]
    directory: Path
    tell: Callable[[str], None]
    stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start all children and listen for the signals that end them."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        for child in self.children:
            self._start(child)

    def watch(self) -> int:
        """Keep the children alive until asked to stop; answer with the exit code."""
        while not self.stopping:
            self.look_after()
            time.sleep(0.2)
        return self.end()

    def look_after(self) -> None:
        """Start again whatever has fallen and has rested."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.rest_until:
                    self._start(child)
            elif child.process.poll() is not None:
                self._put_to_rest(child, child.process)

    def end(self) -> int:
        """Ask every child to end, wait, and end by force whoever has not."""
        self._signal_all(signal.SIGTERM)
        patience_ends = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, patience_ends - time.monotonic()))
        self._signal_all(signal.SIGKILL)
        return 0

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(
            child.command,
            cwd=self.directory,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 this parent has one thread
        )

    def _put_to_rest(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        _signal_group(process, signal.SIGKILL)  # an orphan of the child would hold its port
        lived = time.monotonic() - child.started_at
        child.falls = 1 if lived > WELL_AFTER else child.falls + 1
        rest = min(LONGEST_REST, SHORTEST_REST * 2 ** (child.falls - 1))
        child.rest_until = time.monotonic() + rest
        self.tell(f"{child.name}停了(退出码 {process.returncode}),{rest:g} 秒后再启动。")
        child.process = None

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.process is not None:
                _signal_group(child.process, number)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """Run in the child: ask the kernel to end it when the parent dies, even by SIGKILL."""
    with contextlib.suppress(OSError, AttributeError):  # other systems have no prctl
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
