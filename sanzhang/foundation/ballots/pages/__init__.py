"""Pages of votes: the household's, the staff's, and everybody's."""
