"""What can be done in supervision: each asks the table first, ends with an entry."""
