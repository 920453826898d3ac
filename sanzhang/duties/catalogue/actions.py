"""What can be done in catalogue: each asks the table first, ends with an entry."""
