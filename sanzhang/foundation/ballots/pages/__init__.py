"""Pages of votes: the household's, the workers', and everybody's."""
