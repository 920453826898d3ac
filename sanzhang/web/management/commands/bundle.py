"""`manage.py bundle`: join what lies in `web/look` into `look.css` and `look.js`; what few pages need, apart."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

LOOK = Path(__file__).resolve().parents[2] / "look"
SEAL = LOOK / "seal.svg"
# what begins so is sent to few pages: a division, the calendar of posts, the pages of leaders and what serves them
APART = ("plan", "year", "alarm", "offline", "worker")
SHEETS = ("reset", "tokens", "base")  # first of all, in this order; then the others by name, print last
ORDER = "@layer reset, tokens, base, layout, parts, print;\n"


class Command(BaseCommand):
    """Write the two files into DATA_DIR/bundle, from where they are collected."""

    help = "把样式和脚本合成 look.css、look.js"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Join and write."""
        target = Path(settings.DATA_DIR) / "bundle"
        target.mkdir(parents=True, exist_ok=True)
        for name, text in bundles().items():
            (target / name).write_text(text)
            if options.get("verbosity", 1):
                self.stdout.write(f"{name} {len(text.encode()):,}")


def bundles() -> dict[str, str]:
    """Return the joined files by name."""
    sheets = sorted(LOOK.glob("*.css"), key=_rank)
    scripts = sorted(LOOK.glob("*.js"))
    return {
        "look.css": ORDER + squeezed(_joined(sheets)),
        "plan.css": squeezed(_joined(sheets, "plan")),
        "alarm.css": squeezed(_joined(sheets, "alarm")),
        "year.css": squeezed(_joined(sheets, "year")),
        "seal.svg": SEAL.read_text(),
        "icon.svg": (LOOK / "icon.svg").read_text(),
        "look.js": _joined(scripts),
        "plan.js": _joined(scripts, "plan"),
        "offline.js": _joined(scripts, "offline"),
        "sw.js": _joined([LOOK / f"offline_{part}.js" for part in ("send", "store")], "offline")
        + _joined(scripts, "worker"),
    }


def _joined(files: list[Path], apart: str = "") -> str:
    chosen = (one for one in files if one.stem.startswith(apart or APART) == bool(apart))
    return "".join(file.read_text() for file in chosen)


def squeezed(sheet: str) -> str:
    """Return a sheet without comments and spare blanks; a blank before `:` or round `+` means something and stays."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)).strip()
    return re.sub(r"(?<=[{};,]) | (?=[{}])|;(?= ?})|(?<=[\w-]:) ", "", bare) + "\n"


def _rank(sheet: Path) -> tuple[int, str]:
    known = SHEETS.index(sheet.stem) if sheet.stem in SHEETS else len(SHEETS)
    return (known + (sheet.stem == "print"), sheet.stem)
