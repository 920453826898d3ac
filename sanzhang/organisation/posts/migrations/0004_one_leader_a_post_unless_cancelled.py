"""Two tenures of one post never overlap, but for those entered wrongly (R4)."""

from django.db import migrations

from sanzhang.foundation.records import dialects

TENURES = ("posts_tenure", "post_id")
NAME = "one_leader_a_post"


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_seatings_entered_wrongly")]
    operations = [
        dialects.undone(dialects.one_at_a_time(*TENURES, name=NAME)),
        dialects.one_at_a_time(*TENURES, name=NAME, unless="cancelled_at"),
    ]
