"""The post that was closed last, at once: counts are kept while it is the same."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("posts", "0010_vacancies_counted")]
    operations = [
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["closed_at", "id"], condition=Q(closed_at__isnull=False), name="posts_closed"
            ),
        ),
    ]
