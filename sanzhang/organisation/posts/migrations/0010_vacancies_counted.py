"""Posts and vacancies are counted from indexes alone; sittings are found by the day they begin and end."""

from django.db import migrations, models
from django.db.models import Q

OPEN = Q(closed_at=None)


class Migration(migrations.Migration):
    dependencies = [("posts", "0009_ends_of_vacancies")]
    operations = [
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["vacant_since", "community", "kind", "vacant_until"],
                condition=Q(closed_at=None, vacant_since__isnull=False),
                name="vacancies_counted",
            ),
        ),
        migrations.AddIndex(
            "post", models.Index(fields=["community", "kind"], condition=OPEN, name="posts_counted")
        ),
        migrations.AddIndex(
            "tenure",
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="tenures_by_start"),
        ),
        migrations.AddIndex(
            "tenure", models.Index(fields=["ends_at"], condition=Q(cancelled_at=None), name="tenures_by_end")
        ),
    ]
