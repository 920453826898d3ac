"""A PostgreSQL for one test run: in a temporary folder, on a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# A test's data need not outlive a power cut, and a real barrier at each commit is slow.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster, give its DATABASE_URL, and remove it at the end; `durable`: as in service, for benchmarks."""
    programs = find_programs()
    if programs is None:
        raise SystemExit(
            "PostgreSQL is not installed: apt-get install postgresql (as root, ./sz test does it by itself)."
        )
    place = Path(tempfile.mkdtemp(prefix="sanzhang-pg-"))
    as_whom = unprivileged()
    try:
        if as_whom:
            shutil.chown(place, as_whom[0], as_whom[1])
        run(
            as_whom,
            programs / "initdb",
            "-D",
            place / "data",
            "-U",
            "sanzhang",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        options = f"{'' if durable else SPEED} -c listen_addresses='' -c unix_socket_directories={place}"
        run(
            as_whom,
            programs / "pg_ctl",
            "-D",
            place / "data",
            "-l",
            place / "log",
            "-w",
            "-o",
            options,
            "start",
        )
        run(as_whom, programs / "createdb", "-h", place, "-U", "sanzhang", "sanzhang")
        yield f"postgres://sanzhang@{quote(str(place), safe='')}/sanzhang"
    finally:
        if (place / "data" / "postmaster.pid").exists():
            run(as_whom, programs / "pg_ctl", "-D", place / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(place, ignore_errors=True)


def find_programs() -> Path | None:
    """Return the folder of the newest installed server, which Debian keeps out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[4]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).parent if program else None


def unprivileged() -> tuple[str, int] | None:
    """Return the user to become: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return name, pwd.getpwnam(name).pw_gid
        except KeyError:
            continue
    raise SystemExit("There is no user 'postgres' or 'nobody' to run PostgreSQL as.")


def run(as_whom: tuple[str, int] | None, *words: object) -> None:
    """Run one program quietly; show what it said only if it fails."""
    command = [str(word) for word in words]
    if as_whom:
        command = ["runuser", "-u", as_whom[0], "--", *command]
    # pg_ctl's server inherits the output: a pipe would stay open as long as the server lives
    with tempfile.TemporaryFile("w+") as output:
        if subprocess.run(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/", check=False
        ).returncode:
            output.seek(0)
            raise SystemExit(f"{command[-1]}: {output.read()}")
