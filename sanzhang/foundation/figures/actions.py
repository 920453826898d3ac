"""What can be done in figures: each asks the table first, ends with an entry."""
