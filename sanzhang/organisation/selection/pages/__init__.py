"""Pages of selections: lists, one selection, its candidates and objections, the public page, sheets."""
