"""Slips with the code of each household, to cut and hand out; codes are on paper only."""

from pathlib import Path

from django.utils import timezone

from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.models import Poll, Voter
from sanzhang.foundation.paper.typesetting import qr_svg, typeset

TEMPLATE = Path(__file__).parent / "papers" / "sheets.typ"


def sheets_pdf(poll: Poll, codes: dict[int, str], public_url: str) -> bytes:
    """Return the PDF of one slip a household, four an A4 page, in the order of the roll."""
    voters = Voter.objects.filter(poll=poll, key__in=list(codes)).order_by("number")
    slips = [
        {
            "label": voter.label,
            "code": rules.spoken_code(codes[voter.key]),
            "qr": qr_svg(f"{public_url}/vote/{codes[voter.key]}/"),
        }
        for voter in voters
    ]
    until = f"{timezone.localtime(poll.closes_at):%Y年%-m月%-d日 %H:%M}"
    return typeset(
        TEMPLATE, {"about": poll.about, "until": until, "address": f"{public_url}/vote/", "slips": slips}
    )
