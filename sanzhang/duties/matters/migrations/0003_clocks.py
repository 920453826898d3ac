"""The clocks a city starts with; it edits them at /matters/clocks/."""

from django.db import migrations

RUNGS = {
    "unit_leader": (24, "hours"),
    "building_leader": (24, "hours"),
    "grid_leader": (2, "working_days"),
    "community_worker": (3, "working_days"),
    "street_worker": (3, "working_days"),
    "department_worker": (5, "working_days"),
}
OUTWARD = {"emergency": (2, "hours"), "utility": (24, "hours"), "ordinary": (7, "days"), "hard": (15, "days")}
# shorter, so that the outward promise can be kept
QUICK = {
    ("emergency", "community_worker"): (30, "minutes"),
    ("emergency", "street_worker"): (30, "minutes"),
    ("emergency", "department_worker"): (60, "minutes"),
    ("utility", "unit_leader"): (2, "hours"),
    ("utility", "building_leader"): (2, "hours"),
    ("utility", "grid_leader"): (4, "hours"),
    ("utility", "community_worker"): (6, "hours"),
    ("utility", "street_worker"): (6, "hours"),
}


def wind(apps, schema_editor):
    clocks = {("", rung): span for rung, span in RUNGS.items()}
    clocks |= {(kind, ""): span for kind, span in OUTWARD.items()} | QUICK
    model = apps.get_model("matters", "Clock")
    model.objects.bulk_create(
        model(kind=kind, rung=rung, amount=amount, unit=unit) for (kind, rung), (amount, unit) in clocks.items()
    )


def stop(apps, schema_editor):
    apps.get_model("matters", "Clock").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_steps_are_append_only")]
    operations = [migrations.RunPython(wind, stop)]
