"""What can be done in mediation: each asks the table first, ends with an entry."""
