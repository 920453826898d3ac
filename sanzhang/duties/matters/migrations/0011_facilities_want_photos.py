"""Work on what everybody uses is shown before and after; a hazard is looked at by somebody else."""

from django.db import migrations

BOTH = ("environment", "facility", "safety")


def ask(apps, schema_editor):
    rules = apps.get_model("matters", "WorkRule")
    for topic in BOTH:
        rules.objects.get_or_create(
            topic=topic, defaults={"photos": "both", "needs_check": topic == "safety"}
        )


class Migration(migrations.Migration):
    dependencies = [("matters", "0010_orders_decisions_pauses_checks")]
    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
