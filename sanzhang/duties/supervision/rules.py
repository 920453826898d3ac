"""What supervision decides with values in hand; knows no framework."""
