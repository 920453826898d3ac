"""What figures decides with values in hand; knows no framework."""
