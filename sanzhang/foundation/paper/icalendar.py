"""Calendars that phones subscribe to: whole days, written by RFC 5545 (3.1 folding, 3.3.11 escaping)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

ICS = "text/calendar; charset=utf-8"
FOLD = 75  # octets a line, its CRLF not counted


@dataclass(frozen=True)
class Day:
    """Something of a whole day. `uid` is the same whenever the same thing is told again."""

    uid: str
    on: date
    words: str
    url: str = ""
    note: str = ""


def write_calendar(name: str, days: Iterable[Day], *, made_at: datetime) -> bytes:
    """Return an .ics file of some days; `name` is what the phone calls the calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sanzhang//Year of posts//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for day in days:
        lines += _event(day, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(day: Day, stamp: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(day.uid)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",  # the end is excluded
        f"SUMMARY:{escaped(day.words)}",
        "TRANSP:TRANSPARENT",
    ]
    if day.note:
        lines.append(f"DESCRIPTION:{escaped(day.note)}")
    if day.url:
        lines.append(f"URL:{''.join(day.url.split())}")
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """Return a TEXT value: backslash, semicolon, comma and line break escaped, other controls left out."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in plain if sign >= " " and sign != "\x7f")


def folded(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets; no sign is cut, each further piece begins with a blank."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return "\r\n".join([*pieces, piece])
