"""What can be done in feedback: each asks the table first, ends with an entry."""
