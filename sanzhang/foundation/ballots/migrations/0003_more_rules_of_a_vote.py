"""No ballot joins a published list, no urn is added or lost, no poll vanishes or gets another time (R13)."""

from django.db import migrations

from sanzhang.foundation.records import dialects

POLL, URN, BALLOT = "ballots_poll", "ballots_urn", "ballots_ballot"
FROZEN = f"EXISTS (SELECT 1 FROM {POLL} WHERE id = {{0}}.poll_id AND frozen_at IS NOT NULL)"  # noqa: S608
ENDED = f"EXISTS (SELECT 1 FROM {POLL} WHERE id = NEW.poll_id AND state IN ('closed', 'void'))"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_rules_of_a_vote")]
    operations = [
        dialects.refused(BALLOT, "INSERT", when=ENDED, name="no_ballot_joins_a_published_list"),
        dialects.refused(URN, "INSERT", when=FROZEN.format("NEW"), name="no_urn_joins_an_open_poll"),
        dialects.refused(URN, "DELETE", when=FROZEN.format("OLD"), name="no_urn_leaves_an_open_poll"),
        dialects.refused(URN, "UPDATE", when=ENDED, name="an_urn_of_a_poll_that_ended_stays_empty"),
        dialects.refused(POLL, "DELETE", when="OLD.frozen_at IS NOT NULL", name="a_poll_never_vanishes"),
        dialects.refused(
            POLL,
            "UPDATE",
            when="OLD.frozen_at IS NOT NULL AND (NEW.closes_at <> OLD.closes_at OR NEW.purpose <> OLD.purpose"
            " OR NEW.area <> OLD.area OR NEW.community_id <> OLD.community_id OR NEW.token <> OLD.token)",
            name="an_open_poll_keeps_its_time_and_place",
        ),
    ]
