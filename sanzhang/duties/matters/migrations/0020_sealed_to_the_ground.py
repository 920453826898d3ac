"""Words of a step may be emptied, and nothing else changed, once its matter has gone to mediation (0022, §6.1)."""

from django.db import migrations

from sanzhang.foundation.records import dialects
from sanzhang.foundation.records.fields import Sealed

STEPS = "matters_matterstep"
KEPT = "id community_id matter_id seq step at from_rung to_rung state person_id post_id ending due_at"
SAME = "(NEW.{0} = OLD.{0} OR (NEW.{0} IS NULL AND OLD.{0} IS NULL))"
EMPTIED = " AND ".join(
    [
        "NEW.words = ''",
        *(SAME.format(column) for column in KEPT.split()),
        "EXISTS (SELECT 1 FROM matters_matter WHERE id = OLD.matter_id AND state = 'mediated')",
    ]
)
SAID = {
    "Check": "words",
    "Decision": "words",
    "Dispatch": "words",
    "Mark": "words",
    "Pause": "question",
    "Proposal": "words",
}

BY_THE_CLOCK = ["七天没有新的意见,视为确认。", "七天没有等到补充,按现有的情况接着办。", "原来并入的那件不再办了,这件自己接着办。"]


def empty(apps, schema_editor):
    """Erase what was left of those that were turned before."""
    steps = apps.get_model("matters", "MatterStep").objects.filter(matter__state="mediated")
    steps.exclude(words__in=["", *BY_THE_CLOCK]).update(words="")
    for model, field in SAID.items():
        apps.get_model("matters", model).objects.filter(matter__state="mediated").update(**{field: Sealed("")})


class Migration(migrations.Migration):
    dependencies = [("matters", "0019_gone_to_mediation")]
    operations = [
        dialects.undone(dialects.append_only(STEPS)),
        dialects.append_only(STEPS, unless=EMPTIED),
        migrations.RunPython(empty, migrations.RunPython.noop),
        dialects.on_each(
            sqlite=["INSERT INTO matters_matter_fts(matters_matter_fts) VALUES ('optimize')"],
            postgres=[],
            undo_sqlite=[],
            undo_postgres=[],
        ),
    ]
