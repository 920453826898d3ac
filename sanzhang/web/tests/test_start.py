"""`./sz up`: what it reads, what it refuses, what it prints."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sanzhang.web import start

SZ = Path(__file__).resolve().parents[3] / "sz"


@pytest.mark.parametrize(
    ("bind", "host", "port"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        (":8001", "0.0.0.0", 8001),
        ("[::]:80", "::", 80),
        ("[::1]:8000", "::1", 8000),
    ],
)
def test_an_address_is_read(bind: str, host: str, port: int) -> None:
    assert start.read_bind(bind) == (host, port)


def test_an_address_without_port_is_refused_with_an_example() -> None:
    with pytest.raises(SystemExit, match=r"127\.0\.0\.1:8000"):
        start.read_bind("localhost")


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit, match=f"BIND=127.0.0.1:{port + 1} ./sz up"):
            start.refuse_taken_port("127.0.0.1", port)


def test_a_free_port_is_taken() -> None:
    start.refuse_taken_port("127.0.0.1", 0)


def test_columns_stand_below_one_another_with_chinese_words() -> None:
    rows = [{"谁": "张桂兰", "岗位": "单元长"}, {"谁": "Li", "岗位": ""}]

    lines = start.table(rows).splitlines()

    assert lines == ["  谁      岗位", "  张桂兰  单元长", "  Li"]


def test_the_state_changes_with_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert start.fingerprint(tmp_path) is None

    (tmp_path / "sanzhang.sqlite3").touch()
    first = start.fingerprint(tmp_path)
    (tmp_path / "other").touch()
    (tmp_path / "other").rename(tmp_path / "sanzhang.sqlite3")

    assert first is not None
    assert start.fingerprint(tmp_path) not in (None, first)


def test_a_database_server_that_does_not_answer_is_prepared_again() -> None:
    assert start.identity("postgres://nobody@127.0.0.1:1/none") is None


def test_an_unknown_command_is_answered_in_words() -> None:
    outcome = subprocess.run([sys.executable, SZ, "fly"], capture_output=True, text=True, check=False)

    assert outcome.returncode == 2
    assert "没有“fly”这个命令" in outcome.stdout + outcome.stderr


def test_help_names_every_command() -> None:
    outcome = subprocess.run([sys.executable, SZ], capture_output=True, text=True, check=False)

    assert outcome.returncode == 0
    for name in ("up", "test", "check", "demo", "verify", "backup", "restore", "run-due", "inventory"):
        assert f"\n  {name} " in outcome.stdout
