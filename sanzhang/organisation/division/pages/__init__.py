"""Pages of the division: drafts, options, changes by hand, decisions, papers."""
