"""Note the end of the vacancies that are known: the next sitting that begins after them."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def note(apps, schema_editor):
    """Fill in, with one statement."""
    post, tenure = apps.get_model("posts", "Post"), apps.get_model("posts", "Tenure")
    ahead = tenure.objects.filter(
        post=OuterRef("pk"), cancelled_at=None, starts_at__gte=OuterRef("vacant_since")
    ).order_by("starts_at")
    known = post.objects.filter(vacant_since__isnull=False)
    known.update(vacant_until=Subquery(ahead.values("starts_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("posts", "0008_vacancies_have_an_end")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
