"""Words of this room's messages."""

from sanzhang.foundation.channels.rules import Template

TEMPLATES = {
    "ballots.code": Template(
        "{about}:您家的投票码是 {code},一户一票,{until}截止。请不要告诉别人。",
        sms="ballot_code",
        fields=("about", "code", "until"),
    ),
}
