"""No entry is ever changed, deleted or cut away; no head is ever deleted."""

from django.db import migrations

from sanzhang.foundation.records import dialects


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        dialects.append_only("journal_entry"),
        dialects.on_each(
            sqlite=[
                "CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head"
                " BEGIN SELECT RAISE(ABORT, 'journal_head is never deleted'); END"
            ],
            postgres=[
                "CREATE TRIGGER journal_head_kept BEFORE DELETE OR TRUNCATE ON journal_head"
                " FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_append_only()"
            ],
            undo_sqlite=["DROP TRIGGER journal_head_no_delete"],
            undo_postgres=["DROP TRIGGER journal_head_kept ON journal_head"],
        ),
    ]
