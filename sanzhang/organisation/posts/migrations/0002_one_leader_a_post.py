"""Two tenures of one post never overlap, whoever writes (R4)."""

from django.db import migrations

from sanzhang.foundation.records import dialects


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [dialects.one_at_a_time("posts_tenure", "post_id", name="one_leader_a_post")]
