"""What can be done in exchange: each asks the table first, ends with an entry."""
