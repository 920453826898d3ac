"""What was closed is few among many, and asked for with every count of posts."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_building_profiles")]
    operations = [
        migrations.AddIndex(
            "place",
            models.Index(fields=["closed_on"], condition=Q(closed_on__isnull=False), name="places_closed"),
        ),
    ]
