"""What feedback decides with values in hand; knows no framework."""
