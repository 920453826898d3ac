"""`./sz up`: prepare what has changed, start web and worker under one parent, and tell where to look.

Standard library only: this parent stays beside the server for weeks and must stay small. What needs
Django runs in `manage.py prepare`, and only when the tree, the lock or the database has changed.
"""

import argparse
import errno
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

from sanzhang.web.gate import PLACES, SPARE
from sanzhang.web.supervisor import Child, Supervisor

HERE = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds until the web server must answer
WHY_NOT = {
    errno.EADDRINUSE: "这个端口已经被另一个程序(或另一个三长)占用了。请先停掉它,或换一个端口",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址。只在本机看用 127.0.0.1,让手机也能扫用 0.0.0.0",
    errno.EACCES: "1024 以下的端口只有管理员(root)能用",
}
MOST_FALLS = 3  # falls before readiness after which starting again is of no use


def up(argv: list[str]) -> int:
    """Start everything and stay until told to stop; the answer is the exit code."""
    wishes = read_wishes(argv)
    host, port = read_bind(os.environ.get("BIND", "127.0.0.1:8000"))
    refuse_taken_port(host, port)
    data_dir = Path(os.environ.get("DATA_DIR") or HERE / "var").resolve()
    (data_dir / "bundle").mkdir(parents=True, exist_ok=True)  # settings look for it when they are read
    start = prepare(data_dir, empty=wishes.empty)
    environment = {**os.environ, "BIND": f"{host}:{port}", "PYTHONUNBUFFERED": "1"}
    if start["users"]:
        environment.setdefault("SZ_DEMO", "1")
    supervisor = Supervisor(processes(host, port), environment, HERE, tell)
    supervisor.start()
    if not wait_until_ready(supervisor, host, port):
        supervisor.end()
        return 0 if supervisor.stopping else 1
    greet(host, port, start)
    code = supervisor.watch()
    tell("已停止。")
    return code


def read_wishes(argv: list[str]) -> argparse.Namespace:
    """Read what was asked for behind `up`."""
    parser = argparse.ArgumentParser(
        prog="./sz up", description="启动。地址用 BIND 设,数据目录用 DATA_DIR 设,数据库用 DATABASE_URL 设。"
    )
    parser.add_argument("--empty", action="store_true", help="数据库是空的时候,不建演示社区")
    return parser.parse_args(argv)


def read_bind(bind: str) -> tuple[str, int]:
    """Split `host:port`; `:8000` and `[::]:8000` are understood, too."""
    host, _, port = bind.rpartition(":")
    if not port.isdecimal():
        raise SystemExit(f"BIND 要写成“地址:端口”,例如 127.0.0.1:8000,现在是“{bind}”。")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 an empty host means all addresses


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with a sentence when somebody else listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as fault:
            why = WHY_NOT.get(fault.errno or 0, str(fault.strerror))
            example = f"{host}:{port + 1}" if fault.errno == errno.EADDRINUSE else "127.0.0.1:8000"
            raise SystemExit(f"不能在 {host}:{port} 上启动:{why}。例如:BIND={example} ./sz up") from fault


def prepare(data_dir: Path, *, empty: bool) -> dict[str, Any]:
    """Bring tables, look and demo up to date if need be; return what `manage.py prepare` noted."""
    note_file = data_dir / "start.json"
    state = fingerprint(data_dir)
    note = json.loads(note_file.read_text()) if note_file.exists() else {}
    if state is None or note.get("state") != state:
        command = [
            sys.executable,
            str(HERE / "manage.py"),
            "prepare",
            "--note",
            str(note_file),
            *(["--empty"] if empty else []),
        ]
        if subprocess.run(command, cwd=HERE, check=False).returncode:
            raise SystemExit("没有准备好,没有启动。原因见上面。")
        note = {**json.loads(note_file.read_text()), "state": fingerprint(data_dir)}
        note_file.write_text(json.dumps(note, ensure_ascii=False))
    return note


def fingerprint(data_dir: Path) -> str | None:
    """Return the hash of tree, lock and database; None if the database can't be told from another one."""
    database = identity(os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir}/sanzhang.sqlite3")
    if database is None:
        return None
    parts = [database, str(HERE)]
    for folder, folders, files in os.walk(HERE / "sanzhang"):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for file in sorted(files):
            seen = os.stat(os.path.join(folder, file))
            parts.append(f"{folder}/{file} {seen.st_size} {seen.st_mtime_ns}")
    parts.append((HERE / "requirements" / "run.txt").read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def identity(url: str) -> str | None:
    """Return what tells a database from an emptied or replaced one: the file's inode, or the state of its tables."""
    if url.startswith("sqlite:"):
        file = Path(url.removeprefix("sqlite:///"))
        return f"{url} {file.stat().st_ino}" if file.exists() else None
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT count(*), max(id), max(applied) FROM django_migrations"
            ).fetchone()
    except psycopg.Error:
        return None  # no tables yet, or no answer: `manage.py prepare` finds out and says so
    return f"{url} {row}"


def processes(host: str, port: int) -> list[Child]:
    """Name what runs: the web server (granian, WSGI) and the worker."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *(
            "--workers",
            os.environ.get("SZ_WEB_WORKERS", "1"),
            "--blocking-threads",
            str(int(os.environ.get("SZ_WEB_THREADS") or PLACES) + SPARE),
        ),
        *("--no-ws", "--log-level", "warning", "--http1-header-read-timeout", "10000"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "sanzhang.web.wsgi:application"),
    ]
    return [Child("网页服务", web), Child("后台任务", [sys.executable, str(HERE / "manage.py"), "work"])]


def wait_until_ready(supervisor: Supervisor, host: str, port: int) -> bool:
    """Wait until `/readyz` answers; False when it never did or somebody said stop."""
    patience_ends = time.monotonic() + PATIENCE
    while time.monotonic() < patience_ends and not supervisor.stopping:
        if is_ready(host, port):
            return True
        supervisor.look_after()
        if supervisor.children[0].falls >= MOST_FALLS:
            tell("网页服务启动不了,原因见上面。")
            return False
        time.sleep(0.03)
    if not supervisor.stopping:
        tell(f"等了 {PATIENCE:g} 秒,网页服务还没有准备好:看 /readyz 怎么说,再看上面的日志。")
    return False


def is_ready(host: str, port: int) -> bool:
    """Ask `/readyz` once."""
    call = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)  # noqa: S104
    try:
        call.request("GET", "/readyz", headers={"X-Forwarded-Proto": "https", "Host": f"localhost:{port}"})
        return call.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        call.close()


def greet(host: str, port: int, start: dict[str, Any]) -> None:
    """Print where to look and, for the demo, as whom."""
    tell("\n三长已启动。按 Ctrl-C 停止。\n")
    for address in addresses(host, port):
        tell(f"  {address}")
    for place, path in start.get("pages", {}).items():
        tell(f"  {path if '://' in path else addresses(host, port)[0] + path}  {place}")
    if start["users"]:
        tell("\n演示账号(人名都是虚构的):\n")
        tell(table([sign_in_of(user) for user in start["users"]]))
        tell(f"\n  手机号登录的验证码在 {addresses(host, port)[0]}/outbox/")
        tell(f"  办公账号的动态码在 {addresses(host, port)[0]}/demo/ ,每 30 秒换一次")
    tell("")


def sign_in_of(user: dict[str, Any]) -> dict[str, str]:
    """Return what is told of one of the demo's people: who it is, and how to sign in."""
    by_login = user.get("login")
    return {
        "姓名": user["name"],
        "角色": user["role"],
        "登录": by_login or user["phone"],
        "口令": user["password"] if by_login else "(短信验证码)",
    }


def addresses(host: str, port: int) -> list[str]:
    """Return the addresses under which the web server can be reached."""
    public = os.environ.get("SZ_PUBLIC_URL", "").rstrip("/")
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        local = [f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"]
    else:
        local = [f"http://{name}:{port}" for name in ("127.0.0.1", own_address()) if name]
    return [public, *local] if public else local


def own_address() -> str:
    """Return this machine's address in its network, for a phone that scans; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(
                ("192.0.2.1", 9)
            )  # a documentation address; a datagram socket sends nothing by connecting
        except OSError:
            return ""
        return str(line.getsockname()[0])


def table(rows: list[dict[str, str]]) -> str:
    """Lay out rows in columns; a Chinese character is two columns wide."""
    names = list(rows[0])
    lines = [names, *([str(row.get(name) or "") for name in names] for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(names))]
    return "\n".join(
        "  " + "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(line)).rstrip()
        for line in lines
    )


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def tell(words: str) -> None:
    """Print for the person at the terminal, at once."""
    print(words, flush=True)
