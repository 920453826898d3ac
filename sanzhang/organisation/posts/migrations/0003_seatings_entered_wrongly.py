"""A seating entered wrongly is kept, and counts for nothing; vacancies are listed by age."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_one_leader_a_post")]
    operations = [
        migrations.AddField("tenure", "cancelled_at", models.DateTimeField(null=True)),
        migrations.AddField("tenure", "term_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["vacant_since", "id"],
                condition=Q(closed_at=None, vacant_since__isnull=False),
                name="posts_vacant_by_age",
            ),
        ),
    ]
