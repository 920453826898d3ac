"""What the benchmark of the division tells with, and what it sees of the workers' memory and CPU seconds."""

import os
import threading
from pathlib import Path


class Told:
    """Prints lines and, if asked, writes them into a file."""

    def __init__(self, out: Path | None) -> None:
        """Start the file anew."""
        self.out = out
        if out:
            out.write_text("")

    def __call__(self, line: str) -> None:
        """Tell a line."""
        print(line, flush=True)
        if self.out:
            with self.out.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


class Watch(threading.Thread):
    """Looks twice a second at this process and all below it; pages that they share are counted in each."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        super().__init__(daemon=True)
        self.over, self.most, self.seconds = threading.Event(), 0, dict[int, float]()

    def run(self) -> None:
        """Look until it is over."""
        while True:
            last = self.over.is_set()
            self.look()
            if last:
                return
            self.over.wait(0.5)

    def look(self) -> None:
        """Add up the memory (KB), keep the CPU seconds of each process."""
        rows: dict[int, list[str]] = {}
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                rows[int(place.parent.name)] = place.read_text().rsplit(")", 1)[1].split()
            except OSError:  # it ended meanwhile
                continue
        ours = {os.getpid()}
        while more := {number for number, row in rows.items() if int(row[1]) in ours} - ours:
            ours |= more
        self.most = max(
            self.most, sum(int(rows[one][21]) * os.sysconf("SC_PAGE_SIZE") // 1024 for one in ours)
        )
        for one in ours:
            self.seconds[one] = (int(rows[one][11]) + int(rows[one][12])) / os.sysconf("SC_CLK_TCK")
