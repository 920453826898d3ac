"""A vacancy is noted with its end, when somebody who is agreed sits down: counting asks no tenure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_bodies_decided_by_another")]
    operations = [migrations.AddField("post", "vacant_until", models.DateTimeField(null=True))]
