"""One vote a voter, a roll that nobody touches, a result that stays: held by the database (R13)."""

from django.db import migrations

from sanzhang.foundation.records import dialects

POLL, VOTER, BALLOT = "ballots_poll", "ballots_voter", "ballots_ballot"
FROZEN = f"EXISTS (SELECT 1 FROM {POLL} WHERE id = {{0}}.poll_id AND frozen_at IS NOT NULL)"  # noqa: S608
ENDED = f"EXISTS (SELECT 1 FROM {POLL} WHERE id = NEW.poll_id AND state IN ('closed', 'void'))"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_ballots")]
    operations = [
        dialects.refused(VOTER, "INSERT", when=FROZEN.format("NEW"), name="no_voter_joins_an_open_poll"),
        dialects.refused(VOTER, "DELETE", when=FROZEN.format("OLD"), name="no_voter_leaves_an_open_poll"),
        dialects.refused(
            VOTER,
            "UPDATE",
            when="NEW.poll_id <> OLD.poll_id OR NEW.key <> OLD.key OR NEW.number <> OLD.number"
            " OR NEW.label <> OLD.label",
            name="a_line_of_a_roll_stays",
        ),
        dialects.refused(
            VOTER,
            "UPDATE",
            when="NEW.way <> OLD.way AND"
            f" (OLD.way = 'online' OR (OLD.way <> '' AND NEW.way <> '') OR {ENDED})",
            name="nobody_votes_twice",
        ),
        dialects.refused(
            POLL,
            "UPDATE",
            when="OLD.frozen_at IS NOT NULL AND (NEW.frozen_at IS NULL OR NEW.options <> OLD.options"
            " OR NEW.about <> OLD.about OR NEW.most <> OLD.most OR NEW.places <> OLD.places"
            " OR NEW.needs <> OLD.needs OR NEW.quorum_of <> OLD.quorum_of OR NEW.quorum_in <> OLD.quorum_in"
            " OR NEW.roll_size <> OLD.roll_size OR NEW.opens_at <> OLD.opens_at)",
            name="an_open_poll_stays_as_it_is",
        ),
        dialects.refused(
            POLL,
            "UPDATE",
            when="OLD.state IN ('closed', 'void')",
            name="a_poll_that_ended_stays_ended",
        ),
        dialects.append_only(BALLOT),
    ]
