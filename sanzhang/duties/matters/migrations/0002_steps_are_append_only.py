"""What was done is never changed afterwards."""

from django.db import migrations

from sanzhang.foundation.records import dialects


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [dialects.append_only("matters_matterstep")]
