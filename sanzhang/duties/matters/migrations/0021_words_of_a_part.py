"""Where a part has gone to mediation, the words with which it was split off may be emptied in the whole's step, too."""

from importlib import import_module

from django.db import migrations
from django.db.models import Q

from sanzhang.foundation.records import dialects
from sanzhang.foundation.records.fields import Sealed

BEFORE = import_module("sanzhang.duties.matters.migrations.0020_sealed_to_the_ground")
OF_ITSELF = "WHERE id = OLD.matter_id AND state"
OF_A_PART = "WHERE (id = OLD.matter_id OR (parent_id = OLD.matter_id AND OLD.step = 'split')) AND state"
EMPTIED = BEFORE.EMPTIED.replace(OF_ITSELF, OF_A_PART)

SEALED = "已转入调解"


def empty(apps, schema_editor):
    """Erase the questions from which matters came that were turned before."""
    asked = apps.get_model("matters", "Enquiry").objects
    asked = asked.filter(Q(matter__state="mediated") | Q(was__state="mediated"))
    asked.exclude(answer="").update(answer=SEALED)
    asked.update(words=SEALED, contact_name=Sealed(""), contact_phone=Sealed(""))


class Migration(migrations.Migration):
    dependencies = [("matters", "0020_sealed_to_the_ground")]
    operations = [
        dialects.undone(dialects.append_only(BEFORE.STEPS, unless=BEFORE.EMPTIED)),
        dialects.append_only(BEFORE.STEPS, unless=EMPTIED),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
