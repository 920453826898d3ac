"""Numbers of filings, and ends of terms. Pure."""

from datetime import date

from sanzhang.organisation.posts.rules import TERM_YEARS

REMIND_DAYS = (60, 14)  # before a term ends


def number_of(community: str, year: int, serial: int) -> str:
    """Return the number as it stands on paper: 桐荫备〔2026〕12号."""
    return f"{community.removesuffix('社区')}备〔{year}〕{serial}号"


def term_end(starts_on: date, years: int = TERM_YEARS) -> date:
    """Return the day on which a term ends: the same day years later, 1 March for 29 February."""
    try:
        return starts_on.replace(year=starts_on.year + years)
    except ValueError:
        return date(starts_on.year + years, 3, 1)


def reminder_due(until: date, today: date) -> int | None:
    """Return which reminder (days before) of a term's end is due: the nearest; None before, and once it is over."""
    left = (until - today).days
    return min((days for days in REMIND_DAYS if 0 < left <= days), default=None)
