"""`./sz check` and `./sz test`: every step by name with its seconds, and one honest sum at the end."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import find_programs, temporary_postgres

HERE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
PARTS = ("check", "sqlite", "postgres", "journeys")
DEBIAN_PACKAGES: dict[str, Callable[[], object]] = {  # package: how to see that it is there
    "postgresql": find_programs,
    "chromium": lambda: find_chromium(),  # noqa: PLW0108 defined below
    "fonts-noto-cjk": lambda: has_chinese_font(),  # noqa: PLW0108
}


@dataclass(frozen=True)
class Outcome:
    """What one step came to."""

    name: str
    seconds: float
    passed: int
    failed: int
    skipped: int
    output: str


def main(argv: list[str]) -> int:
    """Run `check`, or `test` with all of its parts or those that `--only` names."""
    parser = argparse.ArgumentParser(prog="./sz")
    parser.add_argument("command", choices=("check", "test"))
    parser.add_argument("--only", choices=PARTS, action="append", help="leave the other parts of test out")
    wishes = parser.parse_args(argv)
    parts = ["check"] if wishes.command == "check" else wishes.only or list(PARTS)
    started = time.monotonic()
    if set(parts) - {"check"}:
        provide_programs()
    outcomes = run_checks() if "check" in parts else []
    outcomes += run_tests(parts)
    return tell_sum(outcomes, seconds=time.monotonic() - started)


def provide_programs() -> None:
    """Install what is missing from Debian's packages, or say what to install and stop."""
    missing = [name for name, is_there in DEBIAN_PACKAGES.items() if not is_there()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(
            f"The tests need {', '.join(missing)}. Please run: sudo apt-get install {' '.join(missing)}"
        )
    print(f"Installing {', '.join(missing)} from Debian's packages …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        outcome = subprocess.run(["apt-get", *words], env=quiet, capture_output=True, text=True, check=False)
        if outcome.returncode:
            raise SystemExit(f"apt-get {words[0]} did not succeed:\n{outcome.stderr[-2000:]}")


def find_chromium() -> str | None:
    """Return the path of an installed Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def has_chinese_font() -> bool:
    """Say whether a page with Chinese words would show them."""
    return any(Path("/usr/share/fonts").rglob("*CJK*.tt[cf]")) or any(
        Path("/usr/share/fonts").rglob("*CJK*.otf")
    )


def run_checks() -> list[Outcome]:
    """Run the quick checks, two at a time: mypy takes as long as all others together."""
    manage = [sys.executable, "manage.py"]
    steps: list[Callable[[], list[Outcome]]] = [
        lambda: [run_program("mypy, strict", [BIN / "mypy", "sanzhang"])],
        lambda: [
            run_program("ruff: lint", [BIN / "ruff", "check", "."]),
            run_program("ruff: format", [BIN / "ruff", "format", "--check", "."]),
            run_program("imports go down only", [BIN / "lint-imports", "--no-logo"]),
            run_program("no migration is missing", [*manage, "makemigrations", "--check", "--dry-run"]),
            run_pytest("house", ["tests/house"], one_line_each=True),
        ],
    ]
    with tempfile.TemporaryDirectory() as data_dir, ThreadPoolExecutor(len(steps)) as pool:
        os.environ["DATA_DIR"] = data_dir  # nothing of a check may touch the data of whoever works here
        return [outcome for outcomes in pool.map(lambda step: step(), steps) for outcome in outcomes]


def run_tests(parts: Iterable[str]) -> list[Outcome]:
    """Run unit and property tests on both engines, then the journeys."""
    units = ["sanzhang", "tests", "--ignore=tests/house", "-m", "not journey", "-n", "2"]
    outcomes = []
    if "sqlite" in parts:
        outcomes.append(run_pytest("units on SQLite", units))
    if "postgres" in parts:
        with temporary_postgres() as url:
            outcomes.append(run_pytest("units on PostgreSQL", units, DATABASE_URL=url))
    if "journeys" in parts:
        chromium = find_chromium() or ""
        two = ["tests", "-m", "journey", "-n", "2", "--dist", "loadfile"]  # each with a demo of its own
        outcomes.append(run_pytest("journeys in Chromium", two, SZ_CHROMIUM=chromium))
    return outcomes


def run_program(name: str, command: Sequence[object]) -> Outcome:
    """Run one program that counts as one check."""
    code, output, seconds = run_quietly(command, {})
    return tell(Outcome(name, seconds, int(code == 0), int(code != 0), 0, output))


def run_pytest(name: str, words: list[str], *, one_line_each: bool = False, **environment: str) -> Outcome:
    """Run pytest and count from its own report; in CI a skipped test counts as failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *words, "--tb=short", "-ra", f"--junit-xml={report}"]
        code, output, seconds = run_quietly(command, environment)
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    passed = len(cases) - len(failed) - len(skipped)
    faults = len(failed) + (len(skipped) if IN_CI else 0)
    if code and not faults:
        faults = 1  # collection broke, or no test was found
    if one_line_each:
        for case in cases:
            print(f"  {'✗' if case in failed else '✓'} {as_sentence(case.get('name', ''))}")
    return tell(Outcome(name, seconds, passed, faults, len(skipped), output))


def as_sentence(test: str) -> str:
    """Turn `test_keys_go_down_only` into words."""
    return test.removeprefix("test_").replace("_", " ")


def run_quietly(command: Sequence[object], environment: dict[str, str]) -> tuple[int, str, float]:
    """Run a program to its end; return exit code, all it said, and seconds."""
    started = time.monotonic()
    outcome = subprocess.run(
        [str(word) for word in command],
        cwd=HERE,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return outcome.returncode, outcome.stdout, time.monotonic() - started


def tell(outcome: Outcome) -> Outcome:
    """Print one line for a step, and all that it said if it failed."""
    counts = f"{outcome.passed} passed, {outcome.failed} failed"
    if outcome.skipped:
        counts += f", {outcome.skipped} skipped"
    print(
        f"{'✗' if outcome.failed else '✓'} {outcome.name:<26}{outcome.seconds:7.1f} s   {counts}", flush=True
    )
    if outcome.failed or outcome.skipped:
        print(outcome.output, flush=True)
    return outcome


def tell_sum(outcomes: list[Outcome], *, seconds: float) -> int:
    """Print the sum over all steps; the last line is for machines, too."""
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    skipped = sum(o.skipped for o in outcomes)
    print(f"\n{len(outcomes)} steps in {seconds:.0f} s" + (f", {skipped} tests skipped" if skipped else ""))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
