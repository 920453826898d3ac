"""What is joined to a matter leads none, is never joined to itself, and lies in the same community.

On SQLite a change of the table's constraints makes the table anew and loses its triggers: such a migration has to
repeat this one.
"""

from django.db import migrations

from sanzhang.foundation.records import dialects

MATTERS = "matters_matter"
# Told apart by CASE: only rows that are joined are looked at, a plain report asks nothing.
WRONG = (
    "CASE WHEN NEW.state = 'joined'{only} THEN NEW.joined_to_id = NEW.id"
    f" OR NOT EXISTS (SELECT 1 FROM {MATTERS} WHERE id = NEW.joined_to_id AND community_id = NEW.community_id"
    " AND state IN ('waiting', 'accepted', 'paused'))"
    f" OR EXISTS (SELECT 1 FROM {MATTERS} WHERE joined_to_id = NEW.id AND state = 'joined')"
    " ELSE 1 = 0 END"
)
NEWLY = " AND (OLD.state <> 'joined' OR OLD.joined_to_id <> NEW.joined_to_id)"


class Migration(migrations.Migration):
    dependencies = [("matters", "0014_words_are_searched")]
    operations = [
        dialects.refused(MATTERS, "INSERT", when=WRONG.replace("{only}", ""), name="joined_to_an_open_lead"),
        dialects.refused(
            MATTERS, "UPDATE", when=WRONG.replace("{only}", NEWLY), name="stays_joined_to_an_open_lead"
        ),
    ]
