"""A draft names its community, like every row that lies in one. Drafts live for a day: those of before go."""

import django.db.models.deletion
from django.db import migrations, models


def let_go(apps, schema_editor):
    apps.get_model("matters", "ReportDraft").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("matters", "0004_waiting_by_due_time"), ("territory", "0001_initial")]
    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.AddField(
            model_name="reportdraft",
            name="community",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.place",
            ),
            preserve_default=False,
        ),
    ]
